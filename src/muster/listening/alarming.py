"""The decision: is this still as usual, by what signs not, and how grave is it. Pure, and strictly causal.

Three signs. More is said than ordinary days explain; more bad is said than they explain; or the topic is being
joined with a word it never stood beside, by many, badly. What we know of beforehand excuses the first alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from muster.listening import storms
from muster.listening.lift import Companion
from muster.listening.normal import HOUR, Floats, Normal, Series, normal

VOLUME: Final = "volume"
NEGATIVE: Final = "negative"
COMPANION: Final = "companion"
# So many accounts are a crowd.
# A companion is a sign by itself when a crowd says it, in so large a share of posts, half of them badly.
CROWD: Final = 10
JOINED: Final = 0.2
BADLY: Final = 0.5
# About something of our own, bad words are a sign once their share is twice the usual, and a quarter of all.
TWICE: Final = 2.0
QUARTER: Final = 0.25
# So many times as far from the usual as an alarm needs is graver.
FAR: Final = 3.0


@dataclass(frozen=True, slots=True)
class Heard:
    """Equal steps up to now, the last of them perhaps not over: it can only grow. ``nan`` is a gap.

    It counts how many speak, not how often: a crowd is a storm, and one account that repeats itself is none.
    ``bad`` are the accounts that say it badly, as far as they are known one by one; else bad posts. The last two
    say how many different accounts spoke in the last hour, and spoke badly; empty where nobody knows.
    """

    start: int
    step: int
    posts: Floats
    authors: Floats
    bad: Floats
    accounts: int | None = None
    bad_accounts: int | None = None

    @property
    def voices(self) -> Series:
        """How many speak."""
        return Series(self.start, self.step, np.minimum(self.posts, self.authors))

    @property
    def bad_voices(self) -> Series:
        """How many of them speak badly."""
        return Series(self.start, self.step, np.minimum(self.bad, self.authors))

    @property
    def said(self) -> Series:
        """How much is said, as it is drawn."""
        return Series(self.start, self.step, self.posts)


@dataclass(frozen=True, slots=True)
class Beside:
    """A companion, how many accounts say it, and the share of it that is bad."""

    companion: Companion
    authors: int
    bad: float

    @property
    def turned(self) -> bool:
        """Tell whether the topic is being joined with it by many, and badly."""
        one = self.companion
        return min(one.posts, self.authors) >= CROWD and one.share >= JOINED and self.bad >= BADLY


@dataclass(frozen=True, slots=True)
class Sign:
    """One sign: from when to when, how far beyond (1 is as far as an alarm needs), and the three heights."""

    reason: str
    since: int
    last: int
    times: float
    heard: float
    usual: float
    limit: float
    seconds: int


@dataclass(frozen=True, slots=True)
class Verdict:
    """Something is not as usual."""

    signs: Sequence[Sign]
    share: float
    usual_share: float
    turned: Sequence[Beside]

    @property
    def reasons(self) -> list[str]:
        """By which signs, the most telling last."""
        found = {one.reason: None for one in self.signs}
        return [*found, COMPANION] if self.turned else list(found)

    @property
    def severity(self) -> int:
        """One, two or three: graver when it is far beyond, and when it is bad."""
        far = any(one.times >= FAR for one in self.signs)
        bad = NEGATIVE in self.reasons or bool(self.turned)
        return 1 + far + bad


def judge(
    heard: Heard, beside: Sequence[Beside] = (), excused: Sequence[tuple[int, int]] = ()
) -> Verdict | None:
    """Judge the last hour by what lay before it; ``excused`` are times of something of our own."""
    share, usual_share = shares(heard)
    volume = _signs(VOLUME, heard.voices) if _is_crowd(heard.accounts) else []
    bad = _signs(NEGATIVE, heard.bad_voices) if _is_crowd(heard.bad_accounts) else []
    if any(begins <= _now(heard) and _now(heard) - HOUR < ends for begins, ends in excused):
        volume = []
        if share < max(QUARTER, TWICE * usual_share):
            bad = []
    turned = [one for one in beside if one.turned]
    if not (volume or bad or turned):
        return None
    return Verdict([*volume, *bad], share, usual_share, turned)


def _is_crowd(accounts: int | None) -> bool:
    """A handful that goes on and on for an hour is no crowd either."""
    return accounts is None or accounts >= CROWD


def shares(heard: Heard) -> tuple[float, float]:
    """Return how many of those who spoke did so badly: in the last hour, and in all that lay before it."""
    last = HOUR // heard.step
    bad, all_ = heard.bad_voices.values, heard.voices.values
    return _share(bad[-last:], all_[-last:]), _share(bad[:-last], all_[:-last])


def _share(part: Floats, whole: Floats) -> float:
    voices = float(np.nansum(whole))
    return float(np.nansum(part)) / voices if voices else 0.0


def _now(heard: Heard) -> int:
    return heard.start + heard.step * len(heard.posts)


def _signs(reason: str, series: Series) -> list[Sign]:
    """Look at every length; each that is beyond is a sign."""
    lengths = storms.lengths(series.step)
    found = [_sign(reason, series.summed(steps), steps) for steps in lengths]
    return [one for one in found if one is not None]


def _sign(reason: str, series: Series, steps: int) -> Sign | None:
    first = max(0, len(series.values) - max(1, HOUR // series.step))
    usual = normal(series.until(first))
    marks = storms.beyond(series, usual, first)
    if usual is None or not marks.any():
        return None
    return _farthest(reason, series, usual, first + np.flatnonzero(marks), steps)


def _farthest(
    reason: str,
    series: Series,
    usual: Normal,
    over: np.ndarray[tuple[int], np.dtype[np.int64]],
    steps: int,
) -> Sign:
    """Tell it by the step that is farthest beyond."""
    times = series.times[over]
    middle, limit = usual.usual(times), usual.beyond(times)
    far = (series.values[over] - middle) / (limit - middle)
    most = int(np.argmax(far))
    return Sign(
        reason,
        int(times[0]),
        int(times[-1]),
        float(far[most]),
        float(series.values[over][most]),
        float(middle[most]),
        float(limit[most]),
        steps * series.step,
    )
