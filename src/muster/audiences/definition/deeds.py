"""The conditions about what people did, as the log tells it. Each says one thing about one person."""

from dataclasses import dataclass
from typing import ClassVar

from muster.audiences.definition.filling import one_of, phrases, text, whole

ANY = "any"
WAYS = ("searched", "read", "stayed", "clicked", "gave", "answered", "did")
MOST_MINOR = 10**12


@dataclass(frozen=True, slots=True)
class Did:
    """Did this at least so many times. ``ref`` narrows to one page, search or event name, ``words`` to what holds
    any of them, ``least`` and ``most`` to facts that each carry such an amount of a currency."""

    IS: ClassVar[str] = "did"
    fact: str = text(80)
    ref: str = text(500, needed=False)
    times: int | None = whole(1, 10_000, first=1)
    days: int | None = whole(1, 3650, needed=False)
    words: tuple[str, ...] = phrases(needed=False, later=True)
    least: int | None = whole(1, MOST_MINOR, needed=False, later=True)
    most: int | None = whole(1, MOST_MINOR, needed=False, later=True)
    currency: str = text(3, needed=False, later=True)


@dataclass(frozen=True, slots=True)
class DidNot:
    """Did this fewer than so many times; with one time, never. Narrowed as ``Did`` is."""

    IS: ClassVar[str] = "did_not"
    fact: str = text(80)
    ref: str = text(500, needed=False)
    times: int | None = whole(1, 10_000, first=1)
    days: int | None = whole(1, 3650, needed=False)
    words: tuple[str, ...] = phrases(needed=False, later=True)
    least: int | None = whole(1, MOST_MINOR, needed=False, later=True)
    most: int | None = whole(1, MOST_MINOR, needed=False, later=True)
    currency: str = text(3, needed=False, later=True)


@dataclass(frozen=True, slots=True)
class Broadcast:
    """Got a broadcast, answered it, or came from it to a page of ours: the one of a number, or "any" of them."""

    IS: ClassVar[str] = "broadcast"
    how: str = one_of("received", "replied", "followed", first="received")
    broadcast: str = text(20)
    days: int | None = whole(1, 3650, needed=False)


@dataclass(frozen=True, slots=True)
class LastDid:
    """Did this, the last time more than, or within, so many days ago."""

    IS: ClassVar[str] = "last_did"
    fact: str = text(80)
    when: str = one_of("more_than", "within", first="more_than")
    days: int | None = whole(1, 3650)
    ref: str = text(500, needed=False)
    words: tuple[str, ...] = phrases(needed=False)


@dataclass(frozen=True, slots=True)
class Sum:
    """Did this with amounts that make together at least, or something but at most, so much of one currency."""

    IS: ClassVar[str] = "sum"
    fact: str = text(80)
    compare: str = one_of("at_least", "at_most", first="at_least")
    minor: int | None = whole(1, MOST_MINOR)
    currency: str = text(3)
    days: int | None = whole(1, 3650, needed=False)
    ref: str = text(500, needed=False)
    words: tuple[str, ...] = phrases(needed=False)


@dataclass(frozen=True, slots=True)
class Then:
    """Did one thing and later another, at most so many days after it. ``days`` is the window of both."""

    IS: ClassVar[str] = "then"
    fact: str = text(80)
    ref: str = text(500, needed=False)
    words: tuple[str, ...] = phrases(needed=False)
    then_fact: str = text(80)
    then_ref: str = text(500, needed=False)
    then_words: tuple[str, ...] = phrases(needed=False)
    within: int | None = whole(1, 365)
    days: int | None = whole(1, 3650, needed=False)


@dataclass(frozen=True, slots=True)
class Turned:
    """Turned to any of these words at least so many times: in a search, the address of a page, what a gift was for,
    the title of a broadcast they answered, or an event."""

    IS: ClassVar[str] = "turned"
    how: str = one_of(*WAYS, first="searched")
    words: tuple[str, ...] = phrases()
    times: int | None = whole(1, 10_000, first=1)
    days: int | None = whole(1, 3650, needed=False)


@dataclass(frozen=True, slots=True)
class Cares:
    """Did what the organisation says shows this interest."""

    IS: ClassVar[str] = "cares"
    interest: int | None = whole(1, 2**53)


@dataclass(frozen=True, slots=True)
class Scored:
    """Has at least, or at most, so many points by a score of the organisation. Whoever did nothing has none."""

    IS: ClassVar[str] = "score"
    score: int | None = whole(1, 2**53)
    compare: str = one_of("at_least", "at_most", first="at_least")
    points: int | None = whole(1, 1_000_000)


@dataclass(frozen=True, slots=True)
class Gave:
    """Gave together at least, or something but at most, this amount. Other currencies do not count."""

    IS: ClassVar[str] = "gave"
    compare: str = one_of("at_least", "at_most", first="at_least")
    minor: int | None = whole(1, MOST_MINOR)
    currency: str = text(3)
    days: int | None = whole(1, 3650, needed=False)


@dataclass(frozen=True, slots=True)
class LastGave:
    """Gave once, but not in the last so many days."""

    IS: ClassVar[str] = "last_gave"
    days: int | None = whole(1, 3650)


@dataclass(frozen=True, slots=True)
class Messaged:
    """Was, or was not, sent a message that the provider took, in the last so many days."""

    IS: ClassVar[str] = "messaged"
    was: str = one_of("was", "was_not", first="was_not")
    days: int | None = whole(1, 3650)


@dataclass(frozen=True, slots=True)
class Replied:
    """Answered one of our messages."""

    IS: ClassVar[str] = "replied"
    days: int | None = whole(1, 3650, needed=False)
