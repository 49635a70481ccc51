"""What we promise whoever writes now: their team’s word, and the house’s where the team has none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from muster.inbox import clock, hours
from muster.inbox.clock import Promise
from muster.inbox.models import Conversation, Rules, Team


@dataclass(frozen=True, slots=True)
class Promised:
    """Both promises as a row keeps them, and what is left of them at each severity."""

    answer_minutes: int
    resolve_minutes: int
    hours: dict[str, Any]
    factors: tuple[float, ...]

    @property
    def answer(self) -> Promise:
        """How soon we answer."""
        return clock.promise(self.answer_minutes, hours.read(self.hours))

    @property
    def resolve(self) -> Promise:
        """How soon the matter is over."""
        return clock.promise(self.resolve_minutes, hours.read(self.hours))


def house() -> Promised:
    """Return what holds where no team has its own word."""
    return of(None, Rules.current())


def of_thread(conversation: Conversation) -> Promised:
    """Return what we promise in this conversation as it stands."""
    return of(conversation.team, Rules.current())


def of(team: Team | None, rules: Rules) -> Promised:
    """Return what a team promises; hours of its own hold for both promises."""
    own = team or Team()
    return Promised(
        own.promise_minutes or rules.promise_minutes,
        own.resolve_minutes or rules.resolve_minutes,
        rules.hours if own.hours is None else own.hours,
        tuple(one / 100 for one in rules.factors),
    )


def shortened(promised: Promise, severity: int, factors: tuple[float, ...]) -> Promise:
    """Return what is left of a promise for something that presses so much."""
    return promised.shortened(factors[severity] if severity < len(factors) else 1)
