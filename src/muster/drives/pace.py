"""How fast a drive goes, minute by minute, beside earlier drives at the same minute of theirs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import accumulate
from typing import Final

from muster.drives import counting
from muster.drives.forecast import Forecast, foretell
from muster.drives.models import Drive

MINUTE: Final = timedelta(minutes=1)
EARLIER: Final = 3
# A longer drive is drawn by longer steps.
POINTS: Final = 180


@dataclass(frozen=True, slots=True)
class Run:
    """What had come online after each step. ``totals`` begins at nought and ends where the drive stands."""

    drive: Drive
    step: timedelta
    totals: list[int]

    def after(self, steps: int) -> int | None:
        """What had come in by then; nothing known of a time that was not yet or beyond its end."""
        if steps < 0:
            return None
        if steps < len(self.totals):
            return self.totals[steps]
        return self.totals[-1] if self.drive.earlier or self.drive.closed_at else None


def minutes(drive: Drive, at: datetime) -> int:
    """How many whole minutes of it have passed."""
    end = min(at, ended(drive))
    return max(0, int((end - drive.starts_at).total_seconds() // 60))


def ended(drive: Drive) -> datetime:
    """When it ends, or did before its time."""
    early = drive.closed_at if drive.closed_at and drive.closed_at < drive.ends_at else None
    return early or drive.ends_at


def step_of(drive: Drive) -> timedelta:
    """How long one step of its picture is, in whole minutes."""
    length = int((drive.ends_at - drive.starts_at).total_seconds() // 60)
    return MINUTE * max(1, -(-length // POINTS))


def run(drive: Drive, at: datetime, *, step: timedelta, most: int) -> Run:
    """The run of one drive so far, or of its first ``most`` steps."""
    found = counting.series(counting.purposes(drive), drive.currency, drive.starts_at, step)
    by_place = {max(0, one.place): 0 for one in found}
    for one in found:
        by_place[max(0, one.place)] += one.online
    passed = int((min(at, ended(drive)) - drive.starts_at) / step)
    # What was on its way at the end still counts, at the end.
    last = max([passed, *by_place]) if at >= ended(drive) else passed
    steps = [by_place.get(place, 0) for place in range(max(0, min(last + 1, most)))]
    return Run(drive, step, [0, *accumulate(steps)])


def earlier(drive: Drive) -> list[Drive]:
    """Drives before this one that may be compared with it: same currency, standing alone."""
    found = Drive.objects.filter(
        currency=drive.currency, parent=None, starts_at__lt=drive.starts_at
    ).exclude(pk=drive.pk)
    return list(found.order_by("-starts_at", "-id")[:EARLIER])


def forecast(drive: Drive, at: datetime) -> Forecast | None:
    """When the goal falls at the pace of the last while, and between which minutes."""
    asked = counting.purposes(drive)
    steps = counting.series(asked, drive.currency, drive.starts_at, MINUTE)
    came = sum(one.online for one in steps)
    left = max(0, int((drive.ends_at - at) / MINUTE))
    return foretell(
        steps, elapsed=minutes(drive, at), missing=drive.goal.minor - came, left=left or None
    )


def time_to(drive: Drive, minor: int) -> timedelta | None:
    """How long until so much had come online; nothing where it never had."""
    found = counting.reached(counting.purposes(drive), drive.currency, minor)
    return found - drive.starts_at if found else None
