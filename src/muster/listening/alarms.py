"""What the pages ask about alarms: which stand, which were before, and the curve of one against its band."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np

from muster.listening import access, hearing
from muster.listening.models import Alarm, Evidence
from muster.listening.normal import HOUR, normal

if TYPE_CHECKING:
    from muster.accounts.models import Staff
    from muster.listening.models import Topic

# The curve begins so long before the storm, steps by a quarter of an hour, and shows a day at most.
BEFORE: Final = timedelta(hours=9)
STEPS: Final = 3
LONGEST: Final = timedelta(hours=24)
SHOWN: Final = 100


class Point(NamedTuple):
    """One step of the curve; ``posts`` is empty in a gap, the band where too little is known."""

    at: datetime
    posts: int | None
    negative: int | None
    low: float | None
    high: float | None


def standing(*, by: Staff) -> list[Alarm]:
    """Return the alarms that ask for somebody, the gravest first."""
    found = access.alarms(by=by).filter(ended_at=None, dismissed_at=None, handed_at=None)
    return list(found.select_related("topic").order_by("-severity", "raised_at", "id"))


def for_list(*, by: Staff) -> list[Alarm]:
    """Return the latest alarms, whatever became of them."""
    found = access.alarms(by=by).select_related("topic", "dismissed_by", "handed_by")
    return list(found.order_by("-raised_at", "-id")[:SHOWN])


def evidence_of(alarm: Alarm) -> list[Evidence]:
    """Return what it was raised on and grew on, the latest first."""
    return list(alarm.evidence.order_by("-at", "-id"))


def latest_found(steps: Sequence[Evidence]) -> dict[str, Any]:
    """Return what was found last."""
    found: dict[str, Any] = steps[0].found if steps else {}
    return found


def curve(alarm: Alarm, *, at: datetime) -> list[Point]:
    """Return the curve around the storm in steps of a quarter of an hour, up to now or until it was calm."""
    begins = alarm.since - BEFORE
    return drawn(alarm.topic, begins, min(at, alarm.ended_at or at, begins + LONGEST))


def drawn(topic: Topic, begins: datetime, ends: datetime) -> list[Point]:
    """Return a topic’s curve against what was usual before ``begins``; the last step may not be over."""
    whole = hearing.heard(topic, until=ends)
    # Counted from the hour, so that steps end on quarters.
    first = max(0, (int(begins.timestamp()) // HOUR * HOUR - whole.start) // whole.step)
    usual = normal(whole.said.summed(STEPS).until(first))
    found = []
    for at in range(first, len(whole.posts), STEPS):
        moment = whole.start + at * whole.step
        times = np.array([moment], dtype=np.int64)
        middle = float(usual.usual(times)[0]) if usual else None
        high = float(usual.high(times)[0]) if usual else None
        posts, negative = (_sum(column[at : at + STEPS]) for column in (whole.posts, whole.bad))
        low = max(0.0, 2 * middle - high) if middle is not None and high is not None else None
        found.append(Point(hearing.moment(moment), posts, negative, low, high))
    return found


def _sum(part: np.ndarray[tuple[int], np.dtype[np.float64]]) -> int | None:
    return None if np.isnan(part).any() else int(part.sum())
