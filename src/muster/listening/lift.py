"""Which words and tags stand beside a topic more often than they used to: each against its own past. Pure."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

# Said beside us by fewer posts than this it is chance; of less past than this nobody knows what is usual.
LEAST: Final = 5
LEAST_PAST: Final = 50
# So many times its usual share, and at least one post in twenty.
LIFT: Final = 5.0
SHARE: Final = 0.05
# A tag is written to be found by; beside an equal word it is the one to name.
TAG: Final = 2.0
# A word never heard counts as heard half a time, so that the first post does not lift it without end.
_UNHEARD: Final = 0.5
MOST: Final = 10


@dataclass(frozen=True, slots=True)
class Companion:
    """A word or tag, in how many posts it stands now, their share and its usual share."""

    word: str
    posts: int
    share: float
    usual: float

    @property
    def lift(self) -> float:
        """How many times its usual share."""
        return self.share / self.usual

    @property
    def weight(self) -> float:
        """How much it tells: how often, and how unusual."""
        tag = TAG if self.word.startswith("#") else 1.0
        return tag * self.posts * math.log(self.lift)


def lifted(
    now: Mapping[str, int], posts: int, past: Mapping[str, int], posts_past: int
) -> list[Companion]:
    """Return what stands beside the topic unusually often now, what tells most first."""
    if not posts or posts_past < LEAST_PAST:
        return []
    found = [
        Companion(
            word,
            count,
            min(1.0, count / posts),
            max(past.get(word, 0), _UNHEARD) / posts_past,
        )
        for word, count in now.items()
        if count >= LEAST
    ]
    kept = [one for one in found if one.share >= SHARE and one.lift >= LIFT]
    return sorted(kept, key=lambda one: (-one.weight, one.word))[:MOST]
