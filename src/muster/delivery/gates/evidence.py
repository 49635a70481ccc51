"""The test of W5: a mixture e-process, which may be looked at after every event without crying wolf.

E says how much better the counts fit a rate that is several times the usual one than the usual one
itself. If the true rate is no higher than usual, the chance that E ever reaches 1/α is at most α.
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Final

# How many times the usual rate a bad one may be; each has the same weight.
FACTORS: Final = (1.5, 2.0, 3.0, 5.0, 8.0, 13.0, 21.0, 34.0, 55.0)
HIGHEST: Final = 0.95
# Two strange answers are no pattern, however rare they are.
LEAST: Final = 3
# The chance that a healthy broadcast is halted, over all metrics together (W6).
FALSE_HALT: Final = 0.01
_LARGEST: Final = 690.0


class NoRate(ValueError):
    """A usual rate must lie between nothing and so little that one and a half of it is a rate."""


def alpha(in_force: int) -> float:
    """The share of false halts each of so many metrics may cause."""
    return FALSE_HALT / max(1, in_force)


def log_e(x: int, n: int, p0: float) -> float:
    """The logarithm of E for ``x`` of ``n`` when the usual rate is ``p0``."""
    weights = _weights(p0)
    terms = [x * up + (n - x) * down for up, down in weights]
    top = max(terms)
    return top + math.log(sum(math.exp(term - top) for term in terms) / len(terms))


def e_value(x: int, n: int, p0: float) -> float:
    """E itself, cut off where a float ends."""
    return math.exp(min(log_e(x, n, p0), _LARGEST))


def crossed(x: int, n: int, p0: float, level: float) -> bool:
    """Whether so many of so many are evidence enough to halt at the level α."""
    return x >= LEAST and log_e(x, n, p0) >= -math.log(level)


def line(n: int, p0: float, level: float) -> int:
    """The smallest count that would halt at ``n``; more than ``n`` if none can."""
    low, high = LEAST, max(n, LEAST) + 1
    while low < high:
        middle = (low + high) // 2
        if middle > n or crossed(middle, n, p0, level):
            high = middle
        else:
            low = middle + 1
    return low


@lru_cache(maxsize=1024)
def _weights(p0: float) -> tuple[tuple[float, float], ...]:
    rates = [p0 * factor for factor in FACTORS if p0 * factor < HIGHEST]
    if p0 <= 0 or not rates:
        raise NoRate(f"{p0} is no usual rate")
    return tuple((math.log(q / p0), math.log1p(-q) - math.log1p(-p0)) for q in rates)
