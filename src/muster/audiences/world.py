"""What the names inside a definition stand for at this moment: regions, fact kinds, pages, tags, places,
other audiences. Gathered in a fixed number of reads, so that compiling and speaking stay pure.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from muster.audiences.definition import (
    Broadcast,
    Cares,
    Definition,
    Did,
    DidNot,
    From,
    Has,
    LastDid,
    Lives,
    Member,
    Near,
    Reachable,
    Scored,
    Sum,
    Then,
    Turned,
    conditions,
)
from muster.audiences.scores import Line
from muster.audiences.windows import begin

SHIFT = "shift.done"
MESSAGE = "message.accepted"
REPLY = "reply.received"
CLICK = "message.clicked"
# The kind of fact behind what somebody did with a broadcast, and how the log names one.
BROADCAST_KIND = {"received": MESSAGE, "replied": REPLY, "followed": CLICK}
BROADCAST = "broadcast:"
GIFT = "gift.received"
# The kind of fact behind each way of turning to something.
KIND_OF = {
    "searched": "search.made",
    "read": "page.viewed",
    "stayed": "page.read",
    "clicked": "link.clicked",
    "gave": GIFT,
    "answered": REPLY,
    "did": "event.tracked",
}
# Where words are looked for, by the noun of a kind of fact: a way of turning to something.
MANNERS = {
    "page": "read",
    "link": "read",
    "search": "searched",
    "gift": "gave",
    "message": "answered",
    "reply": "answered",
}
# The kind of identity key that a channel writes to.
KEY_KIND = {"email": "email", "sms": "phone"}
CHANNEL_OF = {kind: channel for channel, kind in KEY_KIND.items()}


@dataclass(frozen=True, slots=True)
class Saved:
    """Another audience or an interest, as far as a sentence needs it."""

    name: str
    definition: Definition


@dataclass(frozen=True, slots=True)
class Tally:
    """A score: what it is called and what it counts."""

    name: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class World:
    """Names resolved. What is missing from a mapping does not exist, or is not seen by who looks."""

    now: datetime
    regions: Mapping[str, str] = field(default_factory=dict)
    kinds: Mapping[str, int | None] = field(default_factory=dict)
    refs: Mapping[str, int] = field(default_factory=dict)
    sources: Mapping[str, int] = field(default_factory=dict)
    traits: frozenset[tuple[str, str]] = frozenset()
    purposes: Mapping[str, str] = field(default_factory=dict)
    places: Mapping[tuple[str, str], tuple[float, float]] = field(default_factory=dict)
    audiences: Mapping[int, Saved] = field(default_factory=dict)
    interests: Mapping[int, Saved] = field(default_factory=dict)
    scores: Mapping[int, Tally] = field(default_factory=dict)
    # The names of broadcasts by their number, and all that the log ever named.
    broadcasts: Mapping[str, str] = field(default_factory=dict)
    any_broadcast: frozenset[int] = frozenset()
    # By way and words, the numbers of what was searched, read, … that these words mean.
    turned: Mapping[tuple[str, str], frozenset[int]] = field(default_factory=dict)
    # By channel, the ids of keys whose address nothing may go to.
    suppressed: Mapping[str, Sequence[int]] = field(default_factory=dict)

    def since(self, days: int | None) -> datetime | None:
        """Return when a window of so many days began: at a whole minute, so that answers can be kept that long."""
        return None if days is None else begin(self.now, days)


def manner(fact: str) -> str:
    """Return the way in which words are looked for in what a kind of fact is about."""
    return MANNERS.get(fact.partition(".")[0], "did")


@dataclass(slots=True)
class Named:
    """Every name that some definitions mention."""

    regions: set[str] = field(default_factory=set)
    facts: set[str] = field(default_factory=set)
    refs: set[str] = field(default_factory=set)
    sources: set[str] = field(default_factory=set)
    traits: set[tuple[str, str]] = field(default_factory=set)
    places: set[tuple[str, str]] = field(default_factory=set)
    audiences: set[int] = field(default_factory=set)
    interests: set[int] = field(default_factory=set)
    scores: set[int] = field(default_factory=set)
    broadcasts: set[str] = field(default_factory=set)
    turned: set[tuple[str, str]] = field(default_factory=set)
    reach: bool = False

    def add(self, definition: Definition) -> None:
        for _, condition in conditions(definition):
            match condition:
                case Lives(regions=codes):
                    self.regions.update(codes)
                case Near(country=country, postcode=postcode):
                    self.places.add((country, postcode))
                case Has(trait=trait, value=value):
                    self.traits.add((trait, value))
                case Did() | DidNot() | LastDid() | Sum() | Then():
                    self._counted(condition)
                case From(source=source):
                    self.sources.add(source)
                case Member(audience=int(number)):
                    self.audiences.add(number)
                case Cares() | Turned() | Broadcast() | Scored():
                    self._attend(condition)
                case Reachable():
                    self.reach = True
                case _:
                    pass

    def _counted(self, one: Did | DidNot | LastDid | Sum | Then) -> None:
        self._count(one.fact, one.ref, one.words)
        if isinstance(one, Then):
            self._count(one.then_fact, one.then_ref, one.then_words)

    def _count(self, fact: str, ref: str, words: tuple[str, ...]) -> None:
        self.facts.add(fact)
        self.refs.update({ref} - {""})
        self.turned.update((manner(fact), word) for word in words)

    def _attend(self, condition: Cares | Turned | Broadcast | Scored) -> None:
        if isinstance(condition, Broadcast):
            self.broadcasts.add(condition.broadcast)
        elif isinstance(condition, Scored):
            self.scores.update({condition.score or 0} - {0})
        elif isinstance(condition, Turned):
            self.turned.update((condition.how, word) for word in condition.words)
        elif condition.interest is not None:
            self.interests.add(condition.interest)


def named(definitions: Iterable[Definition]) -> Named:
    """Collect the names in some definitions, not following other audiences."""
    found = Named()
    for definition in definitions:
        found.add(definition)
    return found
