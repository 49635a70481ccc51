"""When what is said: two ordinary weeks, and the three hours of the Saturday. Invented, drawn by a seed."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Final

from muster.proof.stories.tag import texts

ORDINARY: Final = timedelta(days=14)
ACCUSED: Final = timedelta()
VAGUE: Final = timedelta(minutes=40)
ENDS: Final = timedelta(minutes=40 + 180)
CALM: Final = timedelta(hours=4)
# An ordinary quarter of an hour by day brings so many posts.
_USUAL: Final = 5.0
# As the brand of the story lost them, in three hours.
LOST: Final = 17_000
FOLLOWERS: Final = 212_400


@dataclass(frozen=True, slots=True)
class Said:
    """One post."""

    at: datetime
    who: str
    words: str


def ordinary(draw: Random, begins: datetime, ends: datetime) -> Iterator[Said]:
    """What is said on ordinary days: little at night."""
    at = begins
    while at < ends:
        yield Said(at, f"friend{draw.randrange(4000)}@social.example", texts.glad(draw))
        by_day = 0.15 + 0.85 * max(0.0, math.sin((at.hour - 6) / 15 * math.pi))
        at += timedelta(minutes=draw.expovariate(_USUAL * by_day / 15))


def loud(draw: Random, saturday: datetime, at: datetime, peak: int) -> Iterator[Said]:
    """What the storm says from ``at`` on until the next look."""
    for number in range(round(peak * _strength(at - saturday) + draw.random() - 0.5)):
        # The tag is joined with the other once the house has said nothing.
        joined = at - saturday > VAGUE and draw.random() < 0.41
        who = f"voice{draw.randrange(40_000)}@social.example"
        yield Said(at + timedelta(seconds=3 * number), who, texts.angry(draw, joined=joined))


def _strength(since: timedelta) -> float:
    """How loud it is, from nought to one: passed on first, a storm after the vague answer, then less and less."""
    if since < timedelta(minutes=10) or since > CALM:
        return 0.0
    if since < VAGUE:
        return 0.35 * (since / VAGUE)
    if since < ENDS:
        return 1.0
    return 0.3 * (1 - (since - ENDS) / (CALM - ENDS))


def followers(since: timedelta) -> int:
    """How many still follow: they leave from the vague answer on."""
    part = min(1.0, max(0.0, (since - VAGUE) / (ENDS - VAGUE)))
    return FOLLOWERS - round(LOST * part)
