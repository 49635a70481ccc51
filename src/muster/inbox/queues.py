"""The queues: what stands in each, most urgent first, and how many, counted no further than anybody reads.

Each has an index that gives its order, so that a million conversations cost no more than a page of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.core.exceptions import EmptyResultSet
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.expressions import OrderBy

from muster.accounts.models import Staff
from muster.inbox import access, house, watching
from muster.inbox.models import Conversation, Member, Team
from muster.kit import standing
from muster.triage.kinds import Kind

State = Conversation.State
# Beyond this many, a queue is only said to be long.
COUNTED: Final = 100
PAGE: Final = 25
# Whoever looks further than this is looking for something, and is better served by the search.
DEEPEST: Final = 20
MOST_TEAMS: Final = 30
TEAM: Final = "team-"
USUAL: Final = "needs"
WATCHING: Final = "watching"
# Counted with the queues and no queues.
OPEN: Final = "open"
HELD: Final = "held"
NAMES: Final = (
    "needs", "overdue", "mine", "watching", "all", "dialogue", "snoozed", "answered", "automatic", "closed",
)  # fmt: skip
_BY_URGENCY: Final = ("due_at", "id")
_LATEST: Final = ("-last_at", "-id")
# The question for the numbers depends on nothing but who asks, what they may and which teams there are.
_ASKED: dict[Any, tuple[list[str], datetime, standing.Question]] = {}
_MOST_ASKED: Final = 500


@dataclass(frozen=True, slots=True)
class Reader:
    """Whoever looks, when, and the teams there are with whether they belong to each."""

    staff: Staff
    now: datetime
    teams: Sequence[Team]
    own: frozenset[int]
    # Also those beyond the thirty that have a queue.
    every_team: Sequence[Team] = ()

    @property
    def names(self) -> list[str]:
        """Every queue this reader may open."""
        return [*NAMES, *(f"{TEAM}{one.pk}" for one in self.teams)]


@dataclass(frozen=True, slots=True)
class Part:
    """One page of a queue, and whether more follows."""

    rows: list[Conversation]
    number: int
    more: bool


def reader(*, by: Staff, now: datetime) -> Reader:
    """Return who looks, with the teams, in one question."""
    mine = Exists(Member.objects.filter(staff=by, team=OuterRef("pk")))
    every = list(house.teams().annotate(mine=mine))
    own = frozenset(one.pk for one in every if one.mine)
    return Reader(by, now, every[:MOST_TEAMS], own, every)


def known(name: str, reading: Reader) -> str:
    """Return the queue of that name; the usual one where there is none."""
    return name if name in reading.names else USUAL


def within(name: str, reading: Reader) -> QuerySet[Conversation]:
    """Return one queue in the order it should be worked."""
    seen = access.conversations(by=reading.staff).filter(_rule(name, reading))
    return seen.order_by(*_order(name))


def part(name: str, reading: Reader, *, number: int) -> Part:
    """Return one page of a queue with all that its lines show; pages are not counted."""
    number = min(max(number, 1), DEEPEST)
    start = (number - 1) * PAGE
    found = within(name, reading).select_related("key__person", "assignee")
    rows = list(found[start : start + PAGE + 1])
    return Part(rows[:PAGE], number, len(rows) > PAGE and number < DEEPEST)


def counts(reading: Reader) -> dict[str, int]:
    """Return how many stand in each queue, none counted beyond a hundred, in one question.

    Of what one watches it counts only that in which something came.
    With them ``open``, whatever is not answered, and ``held``, what was held back at the door.
    """
    staff = reading.staff
    shape = (staff.pk, staff.may("inbox.view"), staff.scope, tuple(reading.names), reading.own)
    held = _ASKED.get(shape)
    if held is None:
        if len(_ASKED) >= _MOST_ASKED:
            _ASKED.clear()
        held = _ASKED[shape] = _counting(reading)
    names, then, asked = held
    told = dict.fromkeys([*reading.names, OPEN, HELD], 0)
    return told | dict(zip(names, asked.first(now=reading.now, then=then), strict=True))


def _counting(reading: Reader) -> tuple[list[str], datetime, standing.Question]:
    """The names, the moment and the words of the question for all numbers of one reader."""
    rows: dict[str, QuerySet[Any]] = {name: within(name, reading) for name in reading.names}
    news = watching.with_news(reading.staff).values("conversation")
    rows[WATCHING] = rows[WATCHING].filter(pk__in=news)
    seen = access.conversations(by=reading.staff)
    rows[OPEN] = seen.filter(state=State.OPEN).order_by(*_BY_URGENCY)
    rows[HELD] = access.held(by=reading.staff)
    asked: list[tuple[str, str]] = []
    values: list[Any] = []
    for name, found in rows.items():
        try:
            sql, parameters = found.values("pk")[:COUNTED].query.sql_with_params()
        except EmptyResultSet:
            continue
        asked.append((name, f"(SELECT count(*) FROM ({sql}) AS q)"))
        values += parameters
    words = "SELECT " + ", ".join(sql for _name, sql in asked)
    return [name for name, _sql in asked], reading.now, standing.question(words, values)


def _rule(name: str, reading: Reader) -> Q:
    awake = Q(snoozed_until=None) | Q(snoozed_until__lte=reading.now)
    waits = Q(state=State.OPEN) & awake
    spoken = waits & ~Q(kind=Kind.HATE)
    nobodys = Q(assignee=None) & (Q(team=None) | Q(team__in=reading.own))
    needs = spoken & (Q(assignee=reading.staff) | nobodys)
    if name.startswith(TEAM):
        return spoken & Q(team=int(name.removeprefix(TEAM)))
    return {
        "needs": needs,
        "overdue": needs & Q(due_at__lte=reading.now),
        "mine": Q(state__in=[State.OPEN, State.WAITING], assignee=reading.staff) & awake,
        "watching": Q(
            pk__in=watching.watched(reading.staff).values("conversation"), merged_into=None
        ),
        "all": spoken,
        "dialogue": waits & Q(kind=Kind.HATE),
        "snoozed": Q(snoozed_until__gt=reading.now) & ~Q(state=State.CLOSED),
        "answered": Q(state=State.WAITING) & awake,
        "automatic": Q(state=State.QUIET),
        "closed": Q(state=State.CLOSED, merged_into=None),
    }[name]


def _order(name: str) -> tuple[str | OrderBy, ...]:
    if name == "snoozed":
        return ("snoozed_until", "id")
    if name == "mine":
        return (F("due_at").asc(nulls_last=True), *_LATEST)
    if name in {"watching", "answered", "automatic", "closed"}:
        return _LATEST
    return _BY_URGENCY
