"""How many people must agree (A7): a policy table in code, so that changing it is reviewed.

A send can never get a lower tier by being cut into pieces: sizes of one author add up over a day.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

ADDING_UP: Final = timedelta(hours=24)
DELAY: Final = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Tier:
    """One row of the policy."""

    name: str
    up_to: int | None
    approvers: int
    national: bool = False
    delay: timedelta = timedelta(0)


OWN: Final = Tier("own", up_to=50, approvers=0, delay=DELAY)
SMALL: Final = Tier("small", up_to=5_000, approvers=1)
LARGE: Final = Tier("large", up_to=None, approvers=2)
EVERYONE: Final = Tier("everyone", up_to=None, approvers=2, national=True)
POLICY: Final = (OWN, SMALL, LARGE, EVERYONE)


def tier(*, size: int, also: int = 0, own_region: bool = False, everyone: bool = False) -> Tier:
    """The row that binds `size` people, when the author's other sends of the day reach `also`."""
    together = size + also
    if everyone:
        return EVERYONE
    elif own_region and OWN.up_to is not None and together <= OWN.up_to:
        return OWN
    elif SMALL.up_to is not None and together <= SMALL.up_to:
        return SMALL
    return LARGE


def stricter(one: Tier, other: Tier) -> Tier:
    """Whichever row asks for more: what was demanded at submission is never asked back."""
    return max(one, other, key=POLICY.index)


def named(name: str) -> Tier:
    return next(row for row in POLICY if row.name == name)
