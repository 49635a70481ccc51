"""The house of the story: people with telephones, staff who hurry, a gateway that is the witness, and an inbox."""

from __future__ import annotations

import os
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from muster.kit import clock
from muster.proof.stage import Stage
from muster.proof.witness import log
from muster.proof.witness.process import Witness

if TYPE_CHECKING:
    from muster.accounts.models import Staff
    from muster.audiences.models import Audience
    from muster.broadcasts.models import Broadcast
    from muster.delivery.models import Release

MEANT_OF: Final = 525  # one in so many: 4,000 of 2,100,000
MEANT, ALL = "meant for", "all of them"
HOME: Final = "PL-10"
PLACE: Final = "Łódzkie"
ELSEWHERE: Final = ("PL-14", "PL-12", "FR-IDF", "FR-BRE", "GB-ENG", "GB-SCT", "IT-25", "IT-62")
_CAST: Final = {
    "ana": ("author", "organiser"),
    "bo": ("approver",),
    "cleo": ("approver",),
    "dora": ("approver",),
    "olga": ("organiser",),
}
# Telephones of the house itself: they get every text first, and prove that each way back is open.
SEEDS: Final = {"reads": "+447399000001", "bounces": "+447399000002", "stops": "+447399000003",
                 "replies": "+447399000004"}  # fmt: skip
_NOON: Final = 12
# Humans: 0.55 % answer, as they did in 2014; besides, some say STOP. One report in fifty tells of its text.
REPLIES, STOPS, REPORTS, LOST = 0.0055, 0.004, 0.02, 0.2


def settings(stage: Stage, minute: float) -> dict[str, str]:
    """Texts leave through the witness, and what people answer comes to our hook, at noon of the story."""
    assert stage.witness is not None
    now = datetime.now(UTC)
    ahead = (_NOON - now.hour) * 3600 - now.minute * 60
    return {
        "MUSTER_SMS_URL": f"kannel://story:story@127.0.0.1:{stage.witness.http_port}",
        "MUSTER_SMS_SENDER": "+447399999999",
        "MUSTER_SMS_PRICES": "EUR *=4",
        "MUSTER_SMS_CONNECTIONS": "16",
        "MUSTER_SMS_HOOK_URL": stage.address,
        "MUSTER_SMS_HOOK_SECRET": secrets.token_hex(16),
        clock.OFFSET_VARIABLE: str(ahead),
        clock.MINUTE_VARIABLE: str(minute),
    }


@dataclass(slots=True)
class Town:
    """Everybody in it."""

    stage: Stage
    people: int
    minute: float
    staff: dict[str, Staff] = field(default_factory=dict)
    meant: set[str] = field(default_factory=set)
    audiences: dict[str, Audience] = field(default_factory=dict)
    # The first and the last recipient of each release, which are told once.
    _numbers: dict[int, tuple[int, ...]] = field(default_factory=dict)

    @property
    def witness(self) -> Witness:
        assert self.stage.witness is not None
        return self.stage.witness

    def found(self) -> float:
        """Make the house and its people; returns how many seconds the people took."""
        from muster.delivery.actions import seeds
        from muster.proof import coast, crowd

        coast.found(self.stage.address)
        self.staff = {name: coast.hired(name, roles)[0] for name, roles in _CAST.items()}
        for role, number in SEEDS.items():
            seeds.add(channel="sms", address=number, role=role, by=self.staff["olga"])
        began = time.monotonic()
        few = max(1, self.people // MEANT_OF)
        theirs = crowd.invent(few, channel="sms", regions=[HOME], tag=MEANT)
        crowd.invent(self.people - few, channel="sms", regions=ELSEWHERE)
        crowd.look_again()
        self.meant = {crowd.address(number, "sms") for number in theirs}
        said_yes = {"is": "said_yes", "channel": "sms", "purpose": "news"}
        tagged = {"is": "has", "trait": "tag", "value": MEANT}
        self.audiences = {
            ALL: self.audience(ALL, said_yes),
            MEANT: self.audience(MEANT, tagged),
        }
        return time.monotonic() - began

    def audience(self, name: str, *conditions: Mapping[str, object]) -> Audience:
        from muster.audiences import actions
        from muster.audiences.definition import load

        sentence = {"all": list(conditions)}
        return actions.create(name=name, definition=load(sentence), by=self.staff["ana"])

    def humans(self, **manners: Any) -> None:
        """From now on people answer, at the pace of the story."""
        secret = os.environ["MUSTER_SMS_HOOK_SECRET"]
        door = f"{self.stage.address}/hooks/sms/kannel/{secret}/texts?from=%p&to=%P&text=%b&id=%I"
        seeds = {
            "unreachable": SEEDS["bounces"],
            "stopper": SEEDS["stops"],
            "replier": SEEDS["replies"],
        }
        usual = {"reply_url": door, "replies": REPLIES, "stops": STOPS, "receipts": REPORTS,
                 "undelivered": LOST, "pace": 60 / self.minute}  # fmt: skip
        self.witness.control(**(seeds | usual | manners))

    def heard_out(self) -> bool:
        """Whether everybody who wanted to answer has."""
        return self.witness.state()["echoes_waiting"] == 0

    def approve(self, broadcast: Broadcast, *names: str) -> None:
        """People who read little: they type the number they are shown, and agree."""
        from muster.approvals import queries
        from muster.broadcasts import actions

        asked = queries.current(broadcast.reference)
        assert asked is not None
        for name in names:
            actions.decide(
                broadcast_id=broadcast.pk, digest=asked.digest, kind="approve", by=self.staff[name],
                authenticated_at=clock.db_now(), session_mac=name, typed=asked.size,
            )  # fmt: skip

    def release(self, broadcast: Broadcast) -> Release:
        from muster.approvals import queries
        from muster.broadcasts import actions

        asked = queries.current(broadcast.reference)
        assert asked is not None
        return actions.release(
            broadcast_id=broadcast.pk, digest=asked.digest, by=self.staff["olga"]
        )

    def texts(self) -> int:
        """How many texts the witness took so far, whoever they were for."""
        return sum(line["channel"] == "sms" for line in log.lines(self.witness.path))

    def taken(self, release: Release) -> dict[str, float]:
        """Whom the witness took a text of this release for, and when: its log, not our rows."""
        from django.db.models import Max, Min

        from muster.delivery import tokens
        from muster.delivery.models import Recipient

        if release.pk not in self._numbers:
            ours = Recipient.objects.filter(snapshot=release.snapshot_id)
            self._numbers[release.pk] = tuple(ours.aggregate(a=Min("id"), b=Max("id")).values())
        first, last = self._numbers[release.pk]
        found: dict[str, float] = {}
        for line in log.lines(self.witness.path):
            name = tokens.read(line["id"])
            if name and name.sort == tokens.RECIPIENT and first <= name.id <= last:
                found[line["to"]] = line["at"]
        return found

    def still(self, release: Release) -> bool:
        """Whether nothing of it is in anybody’s hands."""
        return not release.parcels.filter(state="claimed").exists()
