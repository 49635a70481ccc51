"""How many people must agree (A7, A15, A16): the policy as a table in code, so that changing it is reviewed.

A send can never get a lower tier by being cut into pieces: sizes of one author add up over a day.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final, NamedTuple

ADDING_UP: Final = timedelta(hours=24)
# A sender or a template that nobody has sent with for so long counts as new.
NEW_AFTER: Final = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Tier:
    """One row of the policy: who must agree, and how long it waits when nobody must."""

    name: str
    approvers: int
    national: bool = False
    delay: timedelta = timedelta(0)
    # Whether approvals given at night or on a weekend count as much as those of a working day.
    any_hour: bool = False

    @property
    def unchecked(self) -> bool:
        """Nobody but its author reads it before it leaves; it is never called two-person."""
        return self.approvers == 0


OWN: Final = Tier("own", approvers=0, delay=timedelta(minutes=10))
COOL_DOWN: Final = Tier("cool-down", approvers=0, delay=timedelta(minutes=15))
CORRECTION: Final = Tier("correction", approvers=1, any_hour=True)
SMALL: Final = Tier("small", approvers=1)
LARGE: Final = Tier("large", approvers=2)
CRISIS: Final = Tier("crisis", approvers=2, national=True)
EVERYONE: Final = Tier("everyone", approvers=2, national=True)
# Without waves nothing is learnt from the first few before the rest has it, so one more person reads it.
LARGE_AT_ONCE: Final = Tier("large-at-once", approvers=3)
CRISIS_AT_ONCE: Final = Tier("crisis-at-once", approvers=3, national=True)
EVERYONE_AT_ONCE: Final = Tier("everyone-at-once", approvers=3, national=True)
# From the mildest to the strictest.
POLICY: Final = (
    OWN, COOL_DOWN, CORRECTION, SMALL, LARGE, CRISIS, EVERYONE, LARGE_AT_ONCE, CRISIS_AT_ONCE,
    EVERYONE_AT_ONCE,
)  # fmt: skip
_AT_ONCE: Final = {
    OWN.name: SMALL,
    COOL_DOWN.name: SMALL,
    SMALL.name: LARGE,
    LARGE.name: LARGE_AT_ONCE,
    CRISIS.name: CRISIS_AT_ONCE,
    EVERYONE.name: EVERYONE_AT_ONCE,
}


class Limits(NamedTuple):
    """Up to how many people of one's own region no approver is needed, and up to how many one is."""

    alone: int
    one: int


# A text rings in a pocket and costs money, so its steps are lower.
CHANNELS: Final = {"email": Limits(50, 5_000), "sms": Limits(20, 1_000)}
# Each of these only ever lowers a step: the lowest one binds.
NEW_SENDER: Final = Limits(0, 2_000)
NEW_TEMPLATE: Final = Limits(0, 5_000)
IN_A_CRISIS: Final = Limits(0, 1_000)
# One person may send alone to so many, in a house of so few (A16).
COOL_DOWN_UP_TO: Final = 500
COOL_DOWN_STAFF_BELOW: Final = 3


def tier(
    *,
    size: int,
    also: int = 0,
    own_region: bool = False,
    everyone: bool = False,
    channel: str = "email",
    new_sender: bool = False,
    new_template: bool = False,
    crisis: bool = False,
    correction: bool = False,
    cool_down: bool = False,
    at_once: bool = False,
) -> Tier:
    """The row that binds `size` people, when the author's other sends of the day reach `also`.

    `at_once` says that it leaves without the waves it would have had.
    """
    limits = _limits(channel, new_sender=new_sender, new_template=new_template, crisis=crisis)
    if correction:
        return CORRECTION
    row = _row(
        size + also, limits, own_region=own_region, everyone=everyone, crisis=crisis,
        cool_down=cool_down,
    )  # fmt: skip
    return _AT_ONCE[row.name] if at_once else row


def _row(
    together: int,
    limits: Limits,
    *,
    own_region: bool,
    everyone: bool,
    crisis: bool,
    cool_down: bool,
) -> Tier:
    if own_region and not everyone and together <= limits.alone:
        return OWN
    elif cool_down and together <= COOL_DOWN_UP_TO:
        return COOL_DOWN
    elif everyone:
        return EVERYONE
    elif together <= limits.one:
        return SMALL
    return CRISIS if crisis else LARGE


def _limits(channel: str, *, new_sender: bool, new_template: bool, crisis: bool) -> Limits:
    strictest = min(CHANNELS.values())
    binding = [CHANNELS.get(channel, strictest)]
    binding += [NEW_SENDER] if new_sender else []
    binding += [NEW_TEMPLATE] if new_template else []
    binding += [IN_A_CRISIS] if crisis else []
    return Limits(min(one.alone for one in binding), min(one.one for one in binding))


def stricter(one: Tier, other: Tier) -> Tier:
    """Whichever row asks for more: what was demanded at submission is never asked back."""
    return max(one, other, key=POLICY.index)


def named(name: str) -> Tier:
    return next(row for row in POLICY if row.name == name)
