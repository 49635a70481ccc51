"""Follows the ledger: each gift gets its way and its giver a link; milestones and matches are announced, once.

Safe to run twice and at any time: what is new is what no row of ours stands for yet. Totals wait for none of it.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from muster.activity import actions as activity
from muster.activity.facts import NewFact
from muster.audit import actions as audit
from muster.drives import codes, counting, standing
from muster.drives.models import Drive, Giving, Link, Match, Milestone
from muster.gifts import actions as gifts
from muster.gifts.models import Entry
from muster.kit.actors import system
from muster.kit.text import clean

BATCH: Final = 500
# A late report of a gateway still finds its drive.
AFTERWARDS: Final = timedelta(days=14)
SOURCE: Final = "drives"


def follow_all(*, at: datetime) -> int:
    """Follow every drive that may still get something. Returns how many gifts were new."""
    open_ones = Drive.objects.filter(earlier=False, ends_at__gt=at - AFTERWARDS).order_by("id")
    return sum(follow(drive=one, at=at) for one in open_ones)


def follow(*, drive: Drive, at: datetime) -> int:
    """Take in what is new for one drive, some hundreds in a transaction. Returns how many gifts."""
    taken = 0
    while True:
        with transaction.atomic():
            # One at a time: who gave first is who gets the link.
            held = Drive.objects.select_for_update().get(pk=drive.pk)
            fresh = list(_unseen(held)[:BATCH])
            for entry in fresh:
                _take(held, entry)
            _find_late(held)
            if fresh:
                _announce(held, fresh[-1], at)
        taken += len(fresh)
        if len(fresh) < BATCH:
            return taken


def _unseen(drive: Drive) -> QuerySet[Entry]:
    gifts = Entry.objects.filter(purpose=drive.purpose, kind="gift").exclude(source="cash")
    unseen = gifts.filter(~Exists(Giving.objects.filter(entry=OuterRef("pk"))))
    return unseen.select_related("payment", "key").order_by("id")


def _take(drive: Drive, entry: Entry) -> None:
    payment = entry.payment
    relay = codes.plain(payment.relay) if payment else ""
    through = Link.objects.filter(drive=drive, code=relay).first() if relay else None
    code = codes.of_payment(payment.pk) if payment else codes.of_entry(entry.pk)
    own, through, apart = _links(drive, entry, code, through)
    name = clean(payment.name)[:80] if payment and payment.shown else ""
    named = Giving.Name(drive.names) if name else Giving.Name.NONE
    Giving.objects.create(
        entry=entry, drive=drive, link=own, through=through, relay=relay if through is None else "",
        channel=payment.channel if payment else "", apart=apart, name=name, name_is=named,
        at=entry.at,
    )  # fmt: skip
    if through is not None and through.key_id is not None and not apart:
        activity.append([NewFact(
            kind="link.relayed", key_id=through.key_id, at=entry.at, source=SOURCE, ref=drive.purpose,
            amount=entry.minor, currency=entry.currency,
            # By number alone: whoever counts relays must see when they go round in a circle.
            data={"brought": entry.key_id} if entry.key_id is not None else None,
        )])  # fmt: skip


def _links(
    drive: Drive, entry: Entry, code: str, through: Link | None
) -> tuple[Link, Link | None, str]:
    """The giver’s own link, the one they came by, and why that one does not count, if so."""
    if through is not None and through.stands_for is not None:
        through = through.stands_for
    first = standing.first_link(drive, entry.key)
    apart = standing.apart(entry.key, first, through)
    own, _made = Link.objects.get_or_create(
        code=code,
        defaults={
            "drive": drive, "kind": Link.Kind.PERSON, "key": entry.key, "stands_for": first,
            "parent": through if first is None and not apart else None, "made_at": entry.at,
        },
    )  # fmt: skip
    return own, through, apart


def _find_late(drive: Drive) -> None:
    """Gifts that came by a word before its owner’s own money had arrived."""
    waiting = Giving.objects.filter(drive=drive, through=None).exclude(relay="")
    known = Exists(Link.objects.filter(drive=drive, code=OuterRef("relay")))
    for giving in waiting.filter(known).select_related("entry__key", "link"):
        through = Link.objects.get(code=giving.relay)
        through = through.stands_for or through
        own = giving.link
        first = own.stands_for or own if own is not None else None
        giving.apart = standing.apart(giving.entry.key, first, through)
        giving.through, giving.relay = through, ""
        giving.save(update_fields=["through", "relay", "apart"])
        if (
            own is not None
            and own.parent_id is None
            and own.stands_for_id is None
            and not giving.apart
        ):
            own.parent = through
            own.save(update_fields=["parent"])


def _announce(drive: Drive, latest: Entry, at: datetime) -> None:
    """Milestones and matches of the drive and of everything it is part of."""
    above: Drive | None = drive
    for _step in range(counting.DEEPEST):
        if above is None:
            return
        _reach(above, latest, at)
        whole = Drive.objects.select_for_update().filter(pk=above.parent_id or 0)
        above = whole.first()


def _reach(drive: Drive, latest: Entry, at: datetime) -> None:
    milestones = Milestone.objects.filter(drive=drive, reached_at=None)
    matches = Match.objects.filter(drive=drive, unlocked_at=None).select_related("drive")
    if not milestones.exists() and not matches.exists():
        return
    counted = counting.count(counting.purposes(drive), drive.currency)
    for milestone in milestones.filter(minor__lte=counted.online).order_by("minor"):
        milestone.reached_at = at
        milestone.save(update_fields=["reached_at"])
        audit.record(
            by=system("drives"), verb="milestone.reached", subject=str(drive), at=at, minor=milestone.minor
        )  # fmt: skip
        if latest.key_id is not None:
            activity.append([NewFact(
                kind="milestone.reached", key_id=latest.key_id, at=at, source=SOURCE, ref=drive.purpose,
                amount=milestone.minor, currency=drive.currency,
            )])  # fmt: skip
    for match in matches.filter(giver__lte=counted.people).order_by("giver"):
        promised = gifts.pledge(
            money=match.money(), purpose=drive.purpose, name=match.by, by=system("drives"), at=at
        )
        match.unlocked_at, match.pledge = at, promised.pk
        match.save(update_fields=["unlocked_at", "pledge"])
        audit.record(
            by=system("drives"), verb="match.unlocked", subject=str(drive), at=at, minor=match.minor
        )
