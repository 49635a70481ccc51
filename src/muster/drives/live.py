"""How a drive stands now, read once a moment for all who watch in this process, however many they are.

While the database is slow or gone the last reading stands, with the moment it was taken: an older “as of”,
never an error. It shows what anybody may see.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from django.db import DatabaseError, InterfaceError, transaction

from muster.drives import counting
from muster.drives.counting import Count, Line
from muster.drives.models import Drive, Match, Milestone
from muster.kit import clock

# A reading serves everybody for this long, in seconds; one that took long serves longer.
FRESH: Final = 0.5
SHARE: Final = 4
LINES: Final = 8


@dataclass(frozen=True, slots=True)
class Reading:
    """One look at a drive. ``as_of`` is when it was taken."""

    drive: Drive
    count: Count
    lines: list[Line]
    milestones: list[Milestone]
    matches: list[Match]
    children: list[tuple[Drive, Count]]
    as_of: datetime

    @property
    def state(self) -> str:
        """Where the drive stood in time."""
        return self.drive.state(self.as_of)


@dataclass(slots=True)
class _Kept:
    reading: Reading | None = None
    until: float = 0.0
    lock: threading.Lock = field(default_factory=threading.Lock)


_kept: dict[int, _Kept] = {}


def look(drive: Drive) -> Reading:
    """The reading that serves now: a fresh one, or the last where one is being taken or none can be."""
    kept = _kept.setdefault(drive.pk, _Kept())
    if kept.reading is not None and time.monotonic() < kept.until:
        return kept.reading
    if kept.reading is not None and not kept.lock.acquire(blocking=False):
        return kept.reading
    if kept.reading is None:
        kept.lock.acquire()
    try:
        return _renewed(kept, lambda: read(drive.pk))
    finally:
        kept.lock.release()


def _renewed(kept: _Kept, take: Callable[[], Reading]) -> Reading:
    began = time.monotonic()
    try:
        # A savepoint of its own: a failed look may not spoil the page around it.
        with transaction.atomic():
            kept.reading = take()
    except (DatabaseError, InterfaceError):
        if kept.reading is None:
            raise
    now = time.monotonic()
    kept.until = now + max(FRESH, SHARE * (now - began))
    return kept.reading


def forget_readings() -> None:
    """Begin anew; for tests, whose drives bear the same numbers."""
    _kept.clear()


def read(number: int) -> Reading:
    """Take a reading."""
    drive = Drive.objects.select_related("parent").get(pk=number)
    family = counting.family(drive)
    asked = [one.purpose for one in family]
    count = counting.count(asked, drive.currency)
    children = [one for one in family if one.parent_id == drive.pk]
    return Reading(
        drive=drive,
        count=count,
        lines=counting.latest(asked, drive.currency, LINES),
        milestones=list(Milestone.objects.filter(drive=drive).order_by("minor")),
        matches=list(Match.objects.filter(drive=drive).order_by("giver", "id")),
        children=[(one, _of_child(one, family, count)) for one in children],
        as_of=clock.now(),
    )


def _of_child(child: Drive, family: list[Drive], whole: Count) -> Count:
    """What came in for a child and for whatever is part of it."""
    under, grew = {child.pk}, True
    while grew:
        more = {one.pk for one in family if one.parent_id in under} - under
        grew = bool(more)
        under |= more
    parts = [
        whole.parts[one.purpose] for one in family if one.pk in under and one.purpose in whole.parts
    ]
    return Count(
        online=sum(one.online for one in parts),
        cash=sum(one.cash for one in parts),
        gifts=sum(one.gifts for one in parts),
        people=sum(one.people for one in parts),
    )
