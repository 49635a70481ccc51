"""Who is told that somebody still waits, and when. Pure.

Each rung is climbed at a share of the promise, or at once from a severity on; the rows see to it that it is
climbed once in a wait.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from muster.inbox.clock import Promise

NEVER: Final = 9


class Rung(StrEnum):
    """Who is told, nearest first."""

    ASSIGNEE = "assignee"
    LEAD = "lead"
    DUTY = "duty"


@dataclass(frozen=True, slots=True)
class Step:
    """``share`` is in hundredths of the promise, none for never; ``at_once`` is the severity that does not wait."""

    rung: Rung
    share: int | None
    at_once: int = NEVER


USUAL: Final = (Step(Rung.ASSIGNEE, 50), Step(Rung.LEAD, 100, 3), Step(Rung.DUTY, 200, 3))


def read(kept: Iterable[Mapping[str, Any]]) -> tuple[Step, ...]:
    """Read a ladder as the row keeps it; nothing kept is the usual one."""
    return tuple(Step(Rung(one["rung"]), one["share"], one["at_once"]) for one in kept) or USUAL


def kept(steps: Iterable[Step]) -> list[dict[str, Any]]:
    """Return a ladder as the row keeps it."""
    return [{"rung": str(one.rung), "share": one.share, "at_once": one.at_once} for one in steps]


def reached(
    steps: Iterable[Step], promised: Promise, asked_at: datetime, severity: int, *, now: datetime
) -> list[Rung]:
    """Return the rungs that are due by now, in their order."""
    return [
        one.rung
        for one in steps
        if (moment := _moment(one, promised, asked_at, severity)) is not None and moment <= now
    ]


def next_moment(
    steps: Iterable[Step],
    promised: Promise,
    asked_at: datetime,
    severity: int,
    *,
    done: Collection[str],
) -> datetime | None:
    """Return when the next rung that nobody climbed is due, if one ever is."""
    moments = (_moment(one, promised, asked_at, severity) for one in steps if one.rung not in done)
    return min((one for one in moments if one is not None), default=None)


def _moment(step: Step, promised: Promise, asked_at: datetime, severity: int) -> datetime | None:
    if severity >= step.at_once:
        return asked_at
    return None if step.share is None else promised.at(asked_at, step.share / 100)
