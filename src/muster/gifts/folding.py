"""What a gateway’s reports add up to, in whatever order and however often they came. Pure.

A sum follows from the whole set of reports, never from the last one; so no order can change it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

What = Literal[
    "opened", "processing", "failed", "expired", "captured", "refund", "refund_off",
    "dispute", "dispute_off",
]  # fmt: skip
GIFT: Final = "gift"
REFUND: Final = "refund"
DISPUTE: Final = "dispute"


@dataclass(frozen=True, slots=True)
class Told:
    """One thing a report says. ``thing`` is the gateway’s number of the money, the refund or the dispute.

    ``at`` is its moment in whole seconds; ``rank`` says what comes later within one second.
    """

    what: What
    thing: str
    intent: str
    at: int
    minor: int = 0
    currency: str = ""
    rank: int = 0
    number: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Position:
    """What must stand in the ledger for one thing: ``minor`` is signed, ``about`` the gift it belongs to."""

    kind: str
    thing: str
    about: str
    minor: int
    currency: str
    at: int


@dataclass(frozen=True, slots=True)
class Standing:
    """The state of one payment, and every position of it."""

    state: str
    positions: tuple[Position, ...] = ()
    paid_at: int | None = None
    failure: str = ""

    @property
    def sums(self) -> Mapping[str, int]:
        """What the positions add up to, by currency."""
        added: dict[str, int] = {}
        for one in self.positions:
            added[one.currency] = added.get(one.currency, 0) + one.minor
        return added


@dataclass(slots=True)
class _Things:
    """The reports, sorted by what they are about."""

    captured: dict[tuple[str, str], Told] = field(default_factory=dict)
    refunds: dict[str, list[Told]] = field(default_factory=dict)
    disputes: dict[str, list[Told]] = field(default_factory=dict)
    course: list[Told] = field(default_factory=list)


def fold(told: Iterable[Told]) -> Standing:
    """Everything told about one payment, as one standing."""
    things = _sorted(told)
    gifts = [
        Position(GIFT, one.thing, "", one.minor, one.currency, one.at)
        for _name, one in sorted(things.captured.items())
    ]
    paid = {one.thing for one in gifts}
    positions = [*gifts, *_refunds(things, paid), *_disputes(things, paid)]
    if gifts:
        return Standing("paid", tuple(positions), min(one.at for one in gifts))
    state, failure = _course(things.course)
    return Standing(state, (), None, failure)


def _sorted(told: Iterable[Told]) -> _Things:
    things = _Things()
    for one in sorted(set(told), key=_order):
        if one.what == "captured":
            if one.minor <= 0:
                continue
            # What was captured only ever grows; the smallest moment is when the money came.
            name = (one.thing, one.currency)
            before = things.captured.get(name)
            if before is None or one.minor > before.minor:
                at = before.at if before else one.at
                things.captured[name] = Told(
                    "captured", one.thing, one.intent, min(at, one.at), one.minor, one.currency
                )
        elif one.what in {"refund", "refund_off"}:
            things.refunds.setdefault(one.thing, []).append(one)
        elif one.what in {"dispute", "dispute_off"}:
            things.disputes.setdefault(one.thing, []).append(one)
        else:
            things.course.append(one)
    return things


def _order(one: Told) -> tuple[int, int, str, str, str, int, str]:
    return (one.at, one.rank, one.number, one.what, one.thing, one.minor, one.detail)


def _refunds(things: _Things, paid: set[str]) -> Iterable[Position]:
    """What went back: nothing of what never came, and nothing of a refund that failed."""
    for name, told in sorted(things.refunds.items()):
        # A refund that once failed stays failed, whatever is repeated later.
        off = any(one.what == "refund_off" for one in told)
        told_of = max(told, key=lambda one: (one.minor, one.currency))
        intent = next((one.intent for one in told if one.intent), "")
        if not off and told_of.minor > 0 and intent in paid:
            yield Position(REFUND, name, intent, -told_of.minor, told_of.currency, told[0].at)


def _disputes(things: _Things, paid: set[str]) -> Iterable[Position]:
    """What a bank took back; the last word about a dispute is the one that holds."""
    for name, told in sorted(things.disputes.items()):
        last = told[-1]
        money = max(told, key=lambda one: (one.minor, one.currency))
        intent = next((one.intent for one in told if one.intent), "")
        if last.what == "dispute" and money.minor > 0 and intent in paid:
            yield Position(DISPUTE, name, intent, -money.minor, money.currency, told[0].at)


def _course(course: list[Told]) -> tuple[str, str]:
    """How far a payment came that brought no money."""
    state, failure = "waiting" if course else "started", ""
    for one in course:
        if one.what == "opened":
            continue
        state = one.what
        failure = one.detail if one.what == "failed" else ""
    return state, failure
