"""Streams of posts that nobody wrote: days and weeks with their rhythm, and whatever is planted in them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

import numpy as np

from muster.listening.alarming import Heard
from muster.listening.normal import DAY, HOUR, Floats

STEP: Final = 300
# A Monday.
BEGAN: Final = int(datetime(2026, 3, 2, tzinfo=UTC).timestamp())
# How much worse than by chance people come in bursts.
_BURSTS: Final = 8


def quiet(*, days: int, rate: float, seed: int, bad: float = 0.05) -> Heard:
    """Posts at ``rate`` in five minutes of a weekday’s noon: little at night, half at weekends."""
    draw = np.random.default_rng(seed)
    times = BEGAN + STEP * np.arange(days * DAY // STEP)
    expected = rate * rhythm(times)
    posts = draw.poisson(expected * draw.gamma(_BURSTS, 1 / _BURSTS, len(times))).astype(float)
    negative = draw.binomial(posts.astype(int), bad).astype(float)
    # Now and then one writes twice.
    authors = np.ceil(posts * 0.9)
    return Heard(BEGAN, STEP, posts, authors, negative)


def rhythm(times: np.ndarray[tuple[int], np.dtype[np.int64]]) -> Floats:
    """The share of a weekday’s noon at each moment."""
    hour = times % DAY / HOUR
    weekend = (times - BEGAN) // DAY % 7 >= 5
    return (0.55 + 0.45 * np.sin((hour - 6) / 12 * np.pi)) * np.where(weekend, 0.5, 1.0)


def plant(heard: Heard, at: int, posts: Floats, *, bad: float = 0.3, authors: float = 0.9) -> None:
    """Add posts from step ``at`` on, a share of them bad, by so many accounts for each."""
    there = slice(at, at + len(posts))
    heard.posts[there] += posts
    heard.authors[there] += np.ceil(authors * posts)
    heard.bad[there] += np.round(bad * np.ceil(authors * posts))
