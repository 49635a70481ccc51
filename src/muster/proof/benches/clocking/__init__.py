"""The town of the clock bench: people in many zones, sends within hours of the day, and what became of them."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Final
from unittest import mock

from django.conf import settings

from muster.accounts.models import Organisation
from muster.delivery import actions, documents
from muster.delivery.actions import parcels
from muster.delivery.documents import DocumentBody, Wording
from muster.delivery.fence import in_database
from muster.delivery.liquid import Fields
from muster.delivery.models import Outcome, Parcel, Release
from muster.delivery.pump import locks, recovery, run_until_idle
from muster.delivery.pump.presses import Presses
from muster.kit import clock
from muster.kit.actors import system
from muster.kit.scope import Scope
from muster.proof import crowd
from muster.proof.benches.clocks import CLOSES, OPENS, within

BY: Final = system("bench")
# A body leaves a moment after the hour was asked.
_CLOSE: Final = timedelta(milliseconds=50)
_SOON: Final = timedelta(seconds=-10)
# So many leave in a second, so that an edge of the day falls into the middle of a parcel.
_RATE: Final = 60.0
_SITE: Final = "https://havsvakt.example"


class Town:
    """Everybody in it, and the figures so far."""

    def __init__(self, zones: int, people: int) -> None:
        Organisation.objects.update_or_create(
            pk=1,
            defaults={
                "name": "Havsvakt", "legal_address": "Kaj 1", "mode": "training",
                "sender_address": "hello@havsvakt.example", "site_url": _SITE,
                "reply_domain": "mail.havsvakt.example",
            },
        )  # fmt: skip
        regions = crowd.one_region_per_zone(zones)
        crowd.invent(people * len(regions), channel="email", regions=regions)
        crowd.look_again()
        self.figures = {
            "zones": len(regions), "sends": 0, "jumps": 0, "out_of_window_sends": 0, "late_sends": 0,
            "held_back_wrongly": 0, "robbed": 0,
        }  # fmt: skip
        self._number = self._seen = 0

    def let_go(self) -> Release:
        """Freeze everybody and release a text within hours of the day. Leave is given by hand: T4 is about that."""
        self._number += 1
        subject = f"broadcast:{self._number}"
        frozen = actions.take_snapshot(
            subject=subject, members_sql="SELECT id FROM people_person", params=(), channel="email",
            purpose="news", fields=Fields(), scope=Scope.EVERYONE, by=BY,
        )  # fmt: skip
        body = DocumentBody(
            subject=subject, channel="email", purpose="news", mode="training",
            texts=(Wording(language="en", subject="Saturday", text="Havsvakt cleans the beach."),),
            sender_name="Havsvakt", sender_address="hello@havsvakt.example", reply_to="",
            identity="Havsvakt, Kaj 1", site_url=_SITE, return_domain="mail.havsvakt.example",
            snapshot=frozen.pk, size=frozen.size, per_region=frozen.per_region, audience={},
            window_from=f"{OPENS:02}:00", window_to=f"{CLOSES:02}:00",
        )  # fmt: skip
        document = documents.seal(subject=subject, body=body, by=BY)
        with mock.patch("muster.approvals.queries.valid_clearance"):
            return actions.release(document_id=document.pk, clearance_id=document.pk, by=BY)

    def send(self, release: Release) -> None:
        """Let the pump do what it may now, and judge each body by the moment at which it left."""
        self.figures["jumps"] += 1
        run_until_idle(seconds=60, rate=_RATE)
        left = Outcome.objects.filter(pk__gt=self._seen, kind="accepted").select_related(
            "recipient"
        )
        for one in left.order_by("pk"):
            self._judge(one, release)
        newest = Outcome.objects.order_by("-pk").first()
        self._seen = newest.pk if newest else 0
        self._held_back(release)

    def rob(self) -> None:
        """Whatever a clock says, a worker that lives keeps what it holds (its lease is the database’s)."""
        token = in_database()
        assert token is not None
        with locks.session("the-living"):
            held = parcels.claim(worker="the-living", channels=["email"], token=token)
            folder = Path(settings.MUSTER_HOME) / "elsewhere"
            folder.mkdir(exist_ok=True)
            self.figures["robbed"] += recovery.recover(folder, Presses(), worker="another")
            if held is not None:
                Parcel.objects.filter(pk=held.parcel_id).update(state="pending", worker="")

    def _judge(self, one: Outcome, release: Release) -> None:
        assert one.handed_at is not None
        moment = one.handed_at + clock.story_offset()
        self.figures["sends"] += 1
        self.figures["out_of_window_sends"] += not within(one.recipient.zone, moment, spare=_CLOSE)
        self.figures["late_sends"] += moment > release.not_after + _CLOSE

    def _held_back(self, release: Release) -> None:
        """Whoever still waits has no day now, or its last seconds: the rule holds nobody back without a reason."""
        now: datetime = clock.now()
        if now >= release.not_after:
            return
        waiting = Parcel.objects.filter(release=release, state="pending")
        zones: list[str] = list(waiting.values_list("zone", flat=True))
        self.figures["held_back_wrongly"] += sum(within(zone, now, spare=_SOON) for zone in zones)
