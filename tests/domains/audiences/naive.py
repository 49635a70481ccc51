"""The referee: says who fits by looking at rows one by one, the slow and obvious way.

It shares no line with the compiler, only the definition’s own types, so that both cannot err alike.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from muster.audiences import definition as d
from muster.places import distance

if TYPE_CHECKING:
    from muster.kit.scope import Scope


TURNED = {"searched": "search.made", "read": "page.viewed", "gave": "gift.received"}


@dataclass
class Key:
    id: int
    kind: str
    source: str = ""
    suppressed: bool = False
    consents: dict[str, str] = field(default_factory=dict)  # purpose → state


@dataclass
class Fact:
    kind: str
    at: datetime
    source: str
    ref: str | None = None
    amount: int | None = None
    currency: str | None = None


@dataclass
class Trait:
    kind: str
    value: str
    from_at: datetime
    to_at: datetime | None = None


@dataclass
class Row:
    id: int
    region: str | None
    country: str
    language: str
    point: tuple[float, float] | None
    created_at: datetime
    erased: bool = False
    keys: list[Key] = field(default_factory=list)
    facts: list[Fact] = field(default_factory=list)
    traits: list[Trait] = field(default_factory=list)


@dataclass
class Town:
    """All rows, what exists, and what time it is."""

    now: datetime
    people: list[Row]
    regions: set[str]
    kinds: set[str]
    purposes: set[str]
    points: dict[tuple[str, str], tuple[float, float]]
    audiences: dict[int, d.Definition]
    interests: dict[int, d.Definition] = field(default_factory=dict)
    scores: dict[int, list[tuple[str, int, int]]] = field(default_factory=dict)

    def members(self, definition: d.Definition, scope: Scope) -> set[int]:
        if not self.makes_sense(definition, ()):
            return set()
        return {
            row.id
            for row in self.people
            if not row.erased and scope.holds(row.region) and self.fits(definition, row)
        }

    def makes_sense(self, node: Any, above: tuple[int, ...]) -> bool:  # noqa: C901, PLR0911, PLR0912
        match node:
            case d.Everyone() | d.Reachable() | d.Messaged(days=int()) | d.Replied():
                return True
            case d.Group(items=items):
                return bool(items) and all(self.makes_sense(item, above) for item in items)
            case d.Lives(regions=codes):
                return bool(codes) and set(codes) <= self.regions
            case d.Country(country=code):
                return code in {"US", "IT", "FR", "PL", "GB"}
            case d.Near(country=country, postcode=postcode, km=km):
                return (country, postcode) in self.points and km is not None
            case d.Has(trait=trait, value=value):
                return any(
                    t.kind == trait and t.value == value for row in self.people for t in row.traits
                )
            case d.SaidYes(purpose=purpose):
                return purpose in self.purposes
            case d.Did(fact=fact, ref=ref, times=times) | d.DidNot(fact=fact, ref=ref, times=times):
                known = fact in self.kinds and times is not None
                return (
                    known
                    and (not ref or any(f.ref == ref for row in self.people for f in row.facts))
                    and self.is_spoken(node)
                    and self.has_sane_amounts(node)
                )
            case d.Broadcast(how=how, broadcast=number):
                told = {f.ref for row in self.people for f in row.facts}
                return bool(how) and (number == "any" or f"broadcast:{number}" in told)
            case d.Known(what=what):
                return bool(what)
            case d.Scored(score=number, points=points):
                return number in self.scores and points is not None
            case d.LastDid() | d.Sum() | d.Then():
                return self.is_recorded(node)
            case d.Turned():
                return node.times is not None and any(
                    self.turns(node, f) for row in self.people for f in row.facts
                )
            case d.Cares(interest=number):
                shown = self.interests.get(number or 0)
                return shown is not None and any(self.makes_sense(i, above) for i in shown.items)
            case d.Gave(minor=minor, currency=currency):
                return minor is not None and currency in {"EUR", "PLN", "GBP", "USD"}
            case d.LastGave(days=days):
                return days is not None
            case d.Joined(day=day):
                return day is not None
            case d.Member(audience=number):
                inner = self.audiences.get(number or 0)
                fine = inner is not None and number not in above
                return fine and self.makes_sense(inner, (*above, number or 0))
            case d.From(source=source):
                facts = any(f.source == source for row in self.people for f in row.facts)
                return bool(source) and (
                    facts or any(k.source == source for row in self.people for k in row.keys)
                )
            case d.Speaks(language=language):
                return language in {"en", "it", "pl", "fr"}
        return False

    def fits(self, node: Any, row: Row) -> bool:  # noqa: C901, PLR0911, PLR0912
        match node:
            case d.Everyone():
                return True
            case d.Group(mode="all", items=items):
                return all(self.fits(item, row) for item in items)
            case d.Group(mode="any", items=items):
                return any(self.fits(item, row) for item in items)
            case d.Group(mode="none", items=items):
                return not any(self.fits(item, row) for item in items)
            case d.Lives(regions=codes):
                return row.region in codes
            case d.Country(country=code):
                return row.country == code
            case d.Near(country=country, postcode=postcode, km=km):
                where = self.points[country, postcode]
                return row.point is not None and distance.kilometres(*where, *row.point) <= km
            case d.Known(what=what, state=state):
                held = {
                    "region": row.region,
                    "country": row.country,
                    "language": row.language,
                    "place": row.point,
                }
                return bool(held[what]) == (state == "has")
            case d.Has(trait=trait, value=value):
                return any(
                    t.kind == trait
                    and t.value == value
                    and t.from_at <= self.now
                    and (t.to_at is None or t.to_at > self.now)
                    for t in row.traits
                )
            case d.SaidYes(channel=channel, purpose=purpose):
                return any(k.consents.get(purpose) == "granted" for k in _of(row, channel))
            case d.Reachable(channel=channel):
                return any(not k.suppressed for k in _of(row, channel))
            case d.Member(audience=number):
                return self.fits(self.audiences[number], row)
            case d.Cares(interest=number):
                return self.fits(self.interests[number], row)
            case d.From(source=source):
                return any(x.source == source for x in [*row.keys, *row.facts])
            case d.Speaks(language=language):
                return row.language == language
            case d.Joined(when=when, day=day):
                start = datetime(day.year, day.month, day.day, tzinfo=UTC)
                return row.created_at >= start if when == "since" else row.created_at < start
        return self.fits_facts(node, row)

    def fits_facts(self, node: Any, row: Row) -> bool:  # noqa: C901, PLR0911, PLR0912
        match node:
            case d.Did(fact=fact, ref=ref, times=times, days=days):
                return len(self.narrowed(node, self.seen(row, fact, days, ref))) >= times
            case d.DidNot(fact=fact, ref=ref, times=times, days=days):
                return len(self.narrowed(node, self.seen(row, fact, days, ref))) < times
            case d.Scored(score=number, compare=compare, points=points):
                has = sum(
                    worth * len(self.seen(row, fact, days))
                    for fact, worth, days in self.scores[number]
                )
                return has >= points if compare == "at_least" else has <= points
            case d.Broadcast(how=how, broadcast=number, days=days):
                kind = {"received": "message.accepted", "replied": "reply.received"}.get(
                    how, "message.clicked"
                )
                asked = "" if number == "any" else number
                return any(
                    (f.ref or "").startswith("broadcast:") and (f.ref or "").endswith(asked)
                    for f in self.seen(row, kind, days)
                )
            case d.LastDid(when=when, days=days):
                ever, lately = self.deeds(node, row, None), self.deeds(node, row, days)
                return bool(lately) if when == "within" else bool(ever) and not lately
            case d.Sum(compare=compare, minor=minor, currency=currency, days=days):
                told = [
                    f.amount or 0 for f in self.deeds(node, row, days) if f.currency == currency
                ]
                return sum(told) >= minor if compare == "at_least" else 0 < sum(told) <= minor
            case d.Then(within=within, days=days):
                later = self.seen(row, node.then_fact, days, node.then_ref)
                if node.then_words:
                    later = [f for f in later if mentions(node.then_fact, node.then_words, f)]
                return any(
                    timedelta(0) < b.at - a.at <= timedelta(days=within)
                    for a in self.deeds(node, row, days)
                    for b in later
                )
            case d.Turned(how=how, times=times, days=days):
                facts = self.seen(row, TURNED[how], days)
                return sum(self.turns(node, fact) for fact in facts) >= times
            case d.Messaged(was=was, days=days):
                return bool(self.seen(row, "message.accepted", days)) == (was == "was")
            case d.Replied(days=days):
                return bool(self.seen(row, "reply.received", days))
            case d.Gave(compare=compare, minor=minor, currency=currency, days=days):
                gifts = self.seen(row, "gift.received", days)
                total = sum(f.amount or 0 for f in gifts if f.currency == currency)
                return total >= minor if compare == "at_least" else 0 < total <= minor
            case d.LastGave(days=days):
                gifts = self.seen(row, "gift.received", None)
                return bool(gifts) and not self.seen(row, "gift.received", days)
        raise AssertionError(node)

    def is_recorded(self, node: Any) -> bool:
        every = [f for row in self.people for f in row.facts]
        deeds = [(node.fact, node.ref, node.words)]
        if isinstance(node, d.Then):
            deeds.append((node.then_fact, node.then_ref, node.then_words))
        filled = {
            d.LastDid: lambda: node.days is not None,
            d.Sum: lambda: node.minor is not None and node.currency in {"EUR", "PLN", "GBP", "USD"},
            d.Then: lambda: node.within is not None,
        }[type(node)]()
        return filled and all(
            fact in self.kinds
            and (not ref or any(f.ref == ref for f in every))
            and (not words or any(mentions(fact, words, f) for f in every))
            for fact, ref, words in deeds
        )

    def is_spoken(self, node: Any) -> bool:
        every = [f for row in self.people for f in row.facts]
        return not node.words or any(mentions(node.fact, node.words, f) for f in every)

    def has_sane_amounts(self, node: Any) -> bool:
        if node.least is None and node.most is None:
            return not node.currency
        crossed = node.least is not None and node.most is not None and node.least > node.most
        return node.currency in {"EUR", "PLN", "GBP", "USD"} and not crossed

    def deeds(self, node: Any, row: Row, days: int | None) -> list[Fact]:
        found = self.seen(row, node.fact, days, node.ref)
        return [f for f in found if not node.words or mentions(node.fact, node.words, f)]

    def narrowed(self, node: Any, facts: list[Fact]) -> list[Fact]:
        return [
            f
            for f in facts
            if (not node.words or mentions(node.fact, node.words, f))
            and (not node.currency or f.currency == node.currency)
            and (node.least is None or (f.amount or 0) >= node.least)
            and (node.most is None or (f.amount or 0) <= node.most)
        ]

    def turns(self, node: d.Turned, fact: Fact) -> bool:
        return mentions(TURNED[node.how], node.words, fact)

    def seen(self, row: Row, kind: str, days: int | None, ref: str = "") -> list[Fact]:
        start = self.now - timedelta(days=days) if days is not None else None
        return [
            f
            for f in row.facts
            if f.kind == kind
            and f.at <= self.now
            and (start is None or f.at > start)
            and (not ref or f.ref == ref)
        ]


def mentions(kind: str, words: tuple[str, ...], fact: Fact) -> bool:
    """A page by any part of its address; all else by words, each from its beginning."""
    ref = (fact.ref or "").lower()
    if kind in {"message.accepted", "reply.received"}:
        return False  # Broadcasts are known by their titles, and a town has none.
    if kind == "page.viewed":
        return any(word.lower() in ref for word in words)
    return bool(ref) and any(f" {_words(word)}" in f" {_words(ref)}" for word in words)


def _of(row: Row, channel: str) -> list[Key]:
    return [k for k in row.keys if k.kind == {"email": "email", "sms": "phone"}[channel]]


def _words(text: str) -> str:
    return " ".join("".join(c if c.isalnum() else " " for c in text.lower()).split())
