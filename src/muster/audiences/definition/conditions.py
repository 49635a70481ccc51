"""The conditions an audience is made of. Each says one thing about one person and holds only values.

Those about what people did stand in ``deeds``.
"""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from muster.audiences.definition.deeds import (
    WAYS,
    Broadcast,
    Cares,
    Did,
    DidNot,
    Gave,
    LastDid,
    LastGave,
    Messaged,
    Replied,
    Scored,
    Sum,
    Then,
    Turned,
)
from muster.audiences.definition.filling import codes, day, one_of, rules, text, whole, written
from muster.audiences.definition.rules import Rule, Value

__all__ = [
    "CHANNELS",
    "CONDITION_FIELDS",
    "KINDS",
    "TRAITS",
    "WAYS",
    "Condition",
    "rules",
    "values",
    "written",
]

CHANNELS = ("email", "sms")
TRAITS = ("tag", "skill", "group")


@dataclass(frozen=True, slots=True)
class Lives:
    """Lives in one of these regions."""

    IS: ClassVar[str] = "lives"
    regions: tuple[str, ...] = codes()


@dataclass(frozen=True, slots=True)
class Country:
    """Lives in this country."""

    IS: ClassVar[str] = "country"
    country: str = text(2)


@dataclass(frozen=True, slots=True)
class Near:
    """Lives within so many kilometres, as the crow flies, of the middle of a postcode."""

    IS: ClassVar[str] = "near"
    country: str = text(2)
    postcode: str = text(12)
    km: int | None = whole(1, 500)


@dataclass(frozen=True, slots=True)
class Known:
    """Has something in the record, or lacks it."""

    IS: ClassVar[str] = "known"
    what: str = one_of("region", "country", "language", "place", first="region")
    state: str = one_of("has", "lacks", first="has")


@dataclass(frozen=True, slots=True)
class Has:
    """Has a tag or a skill now, or is in a team."""

    IS: ClassVar[str] = "has"
    trait: str = one_of(*TRAITS, first="tag")
    value: str = text()


@dataclass(frozen=True, slots=True)
class SaidYes:
    """Said yes, on some address of this channel, to this purpose, and has not taken it back."""

    IS: ClassVar[str] = "said_yes"
    channel: str = one_of(*CHANNELS, first="email")
    purpose: str = text(40)


@dataclass(frozen=True, slots=True)
class Reachable:
    """Has an address of this channel that works: not bounced, not complained, not stopped."""

    IS: ClassVar[str] = "reachable"
    channel: str = one_of(*CHANNELS, first="email")


@dataclass(frozen=True, slots=True)
class Joined:
    """Has been in the records since this day, or from before it."""

    IS: ClassVar[str] = "joined"
    when: str = one_of("since", "before", first="since")
    day: date | None = day()  # noqa: RUF009


@dataclass(frozen=True, slots=True)
class Member:
    """Fits the sentence of another audience."""

    IS: ClassVar[str] = "member"
    audience: int | None = whole(1, 2**53)


@dataclass(frozen=True, slots=True)
class From:
    """Came through this source or import."""

    IS: ClassVar[str] = "from"
    source: str = text(120)


@dataclass(frozen=True, slots=True)
class Speaks:
    """Reads this language."""

    IS: ClassVar[str] = "speaks"
    language: str = text(8)


Condition = (
    Lives | Country | Near | Known | Has | SaidYes | Reachable | Did | DidNot | LastDid | Sum | Then | Turned | Cares
    | Scored | Gave | LastGave | Broadcast | Joined | Messaged | Replied | Member | From | Speaks
)  # fmt: skip

KINDS: dict[str, type[Condition]] = {
    kind.IS: kind
    for kind in (
        Lives, Country, Near, Known, Has, SaidYes, Reachable, Did, DidNot, LastDid, Sum, Then, Turned, Cares, Scored,
        Gave, LastGave, Broadcast, Joined, Messaged, Replied, Member, From, Speaks,
    )
}  # fmt: skip


def values(condition: Condition) -> dict[str, Value]:
    """Return the fields of one condition with what stands in them."""
    return {name: getattr(condition, name) for name in rules(type(condition))}


CONDITION_FIELDS: dict[str, dict[str, Rule]] = {name: rules(kind) for name, kind in KINDS.items()}
