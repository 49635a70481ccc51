"""The conditions an audience is made of. Each says one thing about one person and holds only values.

A field left empty means "not chosen yet", never "any". Fields that may stay empty say so by ``needed=False``.
"""

from dataclasses import dataclass, field, fields
from datetime import date
from typing import ClassVar

from muster.audiences.definition.rules import Codes, Day, OneOf, Phrases, Rule, Text, Value, Whole

CHANNELS = ("email", "sms")
TRAITS = ("tag", "skill")
WAYS = ("searched", "read", "gave", "answered", "did")
MOST_MINOR = 10**12


def _text(most: int = 200, *, needed: bool = True) -> str:
    return field(default="", metadata={"rule": Text(most, needed)})


def _codes() -> tuple[str, ...]:
    return field(default=(), metadata={"rule": Codes()})


def _phrases() -> tuple[str, ...]:
    return field(default=(), metadata={"rule": Phrases()})


def _whole(least: int, most: int, *, needed: bool = True, first: int | None = None) -> int | None:
    return field(default=first, metadata={"rule": Whole(least, most, needed)})


def _one_of(*options: str, first: str = "") -> str:
    return field(default=first, metadata={"rule": OneOf(options)})


def _day() -> date | None:
    return field(default=None, metadata={"rule": Day()})


@dataclass(frozen=True, slots=True)
class Lives:
    """Lives in one of these regions."""

    IS: ClassVar[str] = "lives"
    regions: tuple[str, ...] = _codes()


@dataclass(frozen=True, slots=True)
class Country:
    """Lives in this country."""

    IS: ClassVar[str] = "country"
    country: str = _text(2)


@dataclass(frozen=True, slots=True)
class Near:
    """Lives within so many kilometres, as the crow flies, of the middle of a postcode."""

    IS: ClassVar[str] = "near"
    country: str = _text(2)
    postcode: str = _text(12)
    km: int | None = _whole(1, 500)


@dataclass(frozen=True, slots=True)
class Has:
    """Has a tag or a skill now."""

    IS: ClassVar[str] = "has"
    trait: str = _one_of(*TRAITS, first="tag")
    value: str = _text()


@dataclass(frozen=True, slots=True)
class SaidYes:
    """Said yes, on some address of this channel, to this purpose, and has not taken it back."""

    IS: ClassVar[str] = "said_yes"
    channel: str = _one_of(*CHANNELS, first="email")
    purpose: str = _text(40)


@dataclass(frozen=True, slots=True)
class Reachable:
    """Has an address of this channel that works: not bounced, not complained, not stopped."""

    IS: ClassVar[str] = "reachable"
    channel: str = _one_of(*CHANNELS, first="email")


@dataclass(frozen=True, slots=True)
class Did:
    """Did this at least so many times; ``ref`` narrows to one page, search or event name."""

    IS: ClassVar[str] = "did"
    fact: str = _text(80)
    ref: str = _text(500, needed=False)
    times: int | None = _whole(1, 10_000, first=1)
    days: int | None = _whole(1, 3650, needed=False)


@dataclass(frozen=True, slots=True)
class DidNot:
    """Did this fewer than so many times; with one time, never."""

    IS: ClassVar[str] = "did_not"
    fact: str = _text(80)
    ref: str = _text(500, needed=False)
    times: int | None = _whole(1, 10_000, first=1)
    days: int | None = _whole(1, 3650, needed=False)


@dataclass(frozen=True, slots=True)
class Turned:
    """Turned to any of these words at least so many times: in a search, the address of a page, what a gift was for,
    the title of a broadcast they answered, or an event."""

    IS: ClassVar[str] = "turned"
    how: str = _one_of(*WAYS, first="searched")
    words: tuple[str, ...] = _phrases()
    times: int | None = _whole(1, 10_000, first=1)
    days: int | None = _whole(1, 3650, needed=False)


@dataclass(frozen=True, slots=True)
class Cares:
    """Did what the organisation says shows this interest."""

    IS: ClassVar[str] = "cares"
    interest: int | None = _whole(1, 2**53)


@dataclass(frozen=True, slots=True)
class Gave:
    """Gave together at least, or something but at most, this amount. Other currencies do not count."""

    IS: ClassVar[str] = "gave"
    compare: str = _one_of("at_least", "at_most", first="at_least")
    minor: int | None = _whole(1, MOST_MINOR)
    currency: str = _text(3)
    days: int | None = _whole(1, 3650, needed=False)


@dataclass(frozen=True, slots=True)
class LastGave:
    """Gave once, but not in the last so many days."""

    IS: ClassVar[str] = "last_gave"
    days: int | None = _whole(1, 3650)


@dataclass(frozen=True, slots=True)
class Joined:
    """Has been in the records since this day, or from before it."""

    IS: ClassVar[str] = "joined"
    when: str = _one_of("since", "before", first="since")
    day: date | None = _day()  # noqa: RUF009


@dataclass(frozen=True, slots=True)
class Messaged:
    """Was, or was not, sent a message that the provider took, in the last so many days."""

    IS: ClassVar[str] = "messaged"
    was: str = _one_of("was", "was_not", first="was_not")
    days: int | None = _whole(1, 3650)


@dataclass(frozen=True, slots=True)
class Replied:
    """Answered one of our messages."""

    IS: ClassVar[str] = "replied"
    days: int | None = _whole(1, 3650, needed=False)


@dataclass(frozen=True, slots=True)
class Member:
    """Fits the sentence of another audience."""

    IS: ClassVar[str] = "member"
    audience: int | None = _whole(1, 2**53)


@dataclass(frozen=True, slots=True)
class From:
    """Came through this source or import."""

    IS: ClassVar[str] = "from"
    source: str = _text(120)


@dataclass(frozen=True, slots=True)
class Speaks:
    """Reads this language."""

    IS: ClassVar[str] = "speaks"
    language: str = _text(8)


Condition = (
    Lives | Country | Near | Has | SaidYes | Reachable | Did | DidNot | Turned | Cares | Gave | LastGave
    | Joined | Messaged | Replied | Member | From | Speaks
)  # fmt: skip

KINDS: dict[str, type[Condition]] = {
    kind.IS: kind
    for kind in (
        Lives, Country, Near, Has, SaidYes, Reachable, Did, DidNot, Turned, Cares, Gave, LastGave,
        Joined, Messaged, Replied, Member, From, Speaks,
    )
}  # fmt: skip


def rules(kind: type[Condition]) -> dict[str, Rule]:
    """Return the fields of a kind of condition in order, each with its rule."""
    return {one.name: one.metadata["rule"] for one in fields(kind)}


def values(condition: Condition) -> dict[str, Value]:
    """Return the fields of one condition with what stands in them."""
    return {name: getattr(condition, name) for name in rules(type(condition))}


CONDITION_FIELDS: dict[str, dict[str, Rule]] = {name: rules(kind) for name, kind in KINDS.items()}
