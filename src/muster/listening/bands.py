"""The band of ordinary days, to draw a topic’s curve against."""

from __future__ import annotations

from datetime import datetime
from typing import Final, NamedTuple

import numpy as np

from muster.listening.hearing import heard, moment
from muster.listening.models import Topic
from muster.listening.models.curve import BUCKET_SECONDS
from muster.listening.normal import HOUR, normal

# Over longer pieces the hours of a week are no measure.
LONGEST: Final = HOUR


class Band(NamedTuple):
    """A piece of an ordinary day: how little and how much is said then, and what lies in the middle."""

    at: datetime
    low: float
    usual: float
    high: float


def bands(
    topic: Topic, *, since: datetime, until: datetime, step: int = BUCKET_SECONDS
) -> list[Band]:
    """Return the band for each ``step`` seconds from ``since`` on, from what lay before; nothing if too little did."""
    usual = normal(heard(topic, until=since).said.summed(max(1, step // BUCKET_SECONDS)))
    if usual is None:
        return []
    times = np.arange(
        int(since.timestamp()), int(until.timestamp()) - step + 1, step, dtype=np.int64
    )
    # What came in a step is known when its last bucket is.
    known = times + step - BUCKET_SECONDS
    middle, high = usual.usual(known), usual.high(known)
    low = np.maximum(0.0, 2 * middle - high)
    return [
        Band(moment(int(at)), float(a), float(b), float(c))
        for at, a, b, c in zip(times, low, middle, high, strict=True)
    ]
