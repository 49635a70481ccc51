"""How we keep up, over all waits of a period: rates and times by hour of the week, by channel, by team.

Every figure begins with what its reader may see. The database does the sums, in one pass over the waits that
began in the period; medians and ninetieth percentiles are those of ``statistics``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Count, Q, QuerySet
from django.db.models.functions import ExtractHour, ExtractIsoWeekDay, TruncDate, TruncHour

from muster.accounts.models import Staff
from muster.inbox import access, forecast
from muster.inbox.models import Conversation, Resolution, Wait
from muster.inbox.pressing import PUBLIC
from muster.inbox.statistics import nine_in_ten

SHOWN: Final = 5
NO_TEAM: Final = 0


@dataclass(frozen=True, slots=True)
class Asked:
    """Which waits are spoken of: begun in a period, as a zone tells days, perhaps of one channel or team."""

    since: datetime
    until: datetime
    zone: str
    channel: str = ""
    team: int | None = None
    public: bool = False

    def before(self) -> Asked:
        """The period of the same length that ended where this one begins."""
        return replace(self, since=self.since - (self.until - self.since), until=self.since)


@dataclass(frozen=True, slots=True)
class Figures:
    """What is said of some waits. Times are seconds; ``worked`` counts the hours of the promise alone."""

    asked: int = 0
    answered: int = 0
    in_time: int = 0
    late: int = 0
    never: int = 0
    half: float | None = None
    ninety: float | None = None
    half_worked: float | None = None
    ninety_worked: float | None = None
    least: float | None = None
    most: float | None = None

    @property
    def due(self) -> int:
        """How many were answered, or should have been by now."""
        return self.answered + self.late

    @property
    def told(self) -> int:
        """How many are over: answered, put away without, or late."""
        return self.answered + self.never


_WHAT: Final = """
  count(*) AS asked,
  count(*) FILTER (WHERE ending = 'answered') AS answered,
  count(*) FILTER (WHERE ending = 'answered' AND ended_at <= due_at) AS in_time,
  count(*) FILTER (WHERE ended_at IS NULL AND due_at <= %(now)s) AS late,
  count(*) FILTER (WHERE ending = 'closed' OR ended_at IS NULL AND due_at <= %(now)s) AS never,
  percentile_cont(0.5) WITHIN GROUP (ORDER BY waited) AS half,
  percentile_disc(0.9) WITHIN GROUP (ORDER BY waited) AS ninety
"""
_WORKED: Final = """,
  percentile_cont(0.5) WITHIN GROUP (ORDER BY took) AS half_worked,
  percentile_disc(0.9) WITHIN GROUP (ORDER BY took) AS ninety_worked,
  min(waited) AS least, max(waited) AS most
"""
# OFFSET 0 keeps what stands beneath it one step: the local hour of a row is worked out once, not five times.
_ROWS: Final = """
  SELECT w.*, day >= 6 AS weekend, one / 2 AS two, one / 4 AS four,
    CASE WHEN ending = 'answered' THEN extract(epoch FROM ended_at - asked_at)::float8 END AS waited,
    CASE WHEN ending = 'answered' THEN worked END AS took
  FROM (
    SELECT w.*, date_part('isodow', local)::int AS day, date_part('hour', local)::int AS one
    FROM (SELECT w.*, asked_at AT TIME ZONE %(zone)s AS local FROM ({waits}) w OFFSET 0) w OFFSET 0
  ) w
"""
_LENGTHS: Final = {1: "one", 2: "two", 4: "four"}


def summary(asked: Asked, *, by: Staff, now: datetime) -> dict[str, Figures]:
    """Return the figures of ``all``, ``weekdays`` and ``weekends``."""
    sql = f"SELECT weekend AS is_weekend, {_WHAT} {_WORKED} FROM ({_ROWS}) r GROUP BY GROUPING SETS ((), (weekend))"
    names = {None: "all", False: "weekdays", True: "weekends"}
    found = {names[one.pop("is_weekend")]: one for one in _run(sql, asked, by, now)}
    return {name: Figures(**found.get(name, {})) for name in names.values()}


def by_hour(
    asked: Asked, *, by: Staff, now: datetime, lengths: Sequence[int] = (2, 4)
) -> dict[tuple[int, int, int], Figures]:
    """Return figures by (hours in a block, weekday, block), for blocks of one, two or four hours."""
    names = [_LENGTHS[one] for one in lengths]
    sets = ", ".join(f"(day, {one})" for one in names)
    sql = f"""SELECT day, {", ".join(names)}, {_WHAT} FROM ({_ROWS}) r GROUP BY GROUPING SETS ({sets})"""
    found = {}
    for row in _run(sql, asked, by, now):
        day, blocks = row.pop("day"), {one: row.pop(_LENGTHS[one]) for one in lengths}
        length, block = next((one, at) for one, at in blocks.items() if at is not None)
        found[length, day, block] = Figures(**row)
    return found


def by_queue(asked: Asked, *, by: Staff, now: datetime) -> dict[tuple[str, Any], Figures]:
    """Return figures by ("channel", word) and ("team", number); nobody’s threads are of team 0."""
    sql = f"""SELECT channel, coalesce(team_id, 0) AS team, grouping(channel) AS by_team, {_WHAT}
      FROM ({_ROWS}) r
      JOIN (SELECT id AS thread, channel, team_id FROM inbox_conversation) c ON thread = conversation_id
      GROUP BY GROUPING SETS ((channel), (coalesce(team_id, 0)))"""
    found: dict[tuple[str, Any], Figures] = {}
    for row in _run(sql, asked, by, now):
        channel, team, by_team = row.pop("channel"), row.pop("team"), row.pop("by_team")
        found["team" if by_team else "channel", team if by_team else channel] = Figures(**row)
    return found


def oldest(asked: Asked, *, by: Staff) -> list[Wait]:
    """Return those who wait longest now, whenever they began to."""
    running = Wait.objects.filter(ended_at=None, conversation__in=_seen(asked, by))
    ranked = running.select_related("conversation__key__person", "conversation__team")
    return list(ranked.order_by("asked_at", "id")[:SHOWN])


def reopened(asked: Asked, *, by: Staff) -> tuple[int, int]:
    """Return how many matters of the period were closed, and how many of them were not over yet."""
    begun = Resolution.objects.filter(asked_at__gte=asked.since, asked_at__lt=asked.until)
    if not _everything(asked, by):
        begun = begun.filter(conversation__in=_seen(asked, by))
    closed = begun.exclude(ended_at=None, reopened=0)
    found = closed.aggregate(n=Count("id"), again=Count("id", filter=Q(reopened__gt=0)))
    return found["n"], found["again"]


def arrivals(asked: Asked, *, by: Staff) -> tuple[forecast.Arrivals, int]:
    """Return how many began to wait by (week, weekday, hour), and over how many weeks."""
    zone = ZoneInfo(asked.zone)
    counted = (
        _waits(asked, by)
        .annotate(
            date=TruncDate("asked_at", tzinfo=zone), hour=ExtractHour("asked_at", tzinfo=zone)
        )
        .values("date", "hour")
        .annotate(n=Count("id"), day=ExtractIsoWeekDay("asked_at", tzinfo=zone))
        .order_by()
    )
    rows = list(counted)
    if not rows:
        return {}, 0
    first = asked.since.astimezone(zone).date()
    begun = min((one["date"] - first).days // 7 for one in rows)
    found: dict[tuple[int, int, int], int] = {}
    for one in rows:
        week = (one["date"] - first).days // 7 - begun
        place = (week, one["day"], one["hour"])
        found[place] = found.get(place, 0) + one["n"]
    return found, -(-(asked.until - asked.since).days // 7) - begun


def pace(asked: Asked, *, by: Staff) -> float | None:
    """Return how many people one of us answers in a busy hour: nine in ten of their hours are no busier.

    Hours in which little came say nothing of how fast we are.
    """
    answered = _waits(asked, by).filter(ending=Wait.Ending.ANSWERED).exclude(by=None)
    hours = (
        answered.annotate(hour=TruncHour("ended_at")).values("by", "hour").annotate(n=Count("id"))
    )
    return nine_in_ten([one["n"] for one in hours.order_by()])


def _seen(asked: Asked, by: Staff) -> QuerySet[Conversation]:
    found = access.conversations(by=by)
    if asked.channel:
        found = found.filter(channel=asked.channel)
    if asked.public:
        found = found.filter(channel__in=PUBLIC)
    if asked.team is not None:
        found = found.filter(team=asked.team or None)
    return found


def _everything(asked: Asked, by: Staff) -> bool:
    """Whether no thread is left out, so that none has to be looked at."""
    narrow = asked.channel or asked.public or asked.team is not None
    return by.scope.everyone and by.may("inbox.view") and not narrow


def _waits(asked: Asked, by: Staff) -> QuerySet[Wait]:
    begun = Wait.objects.filter(asked_at__gte=asked.since, asked_at__lt=asked.until)
    found = begun.exclude(ending=Wait.Ending.JOINED)
    if _everything(asked, by):
        return found
    return found.filter(conversation__in=_seen(asked, by))


def _run(sql: str, asked: Asked, by: Staff, now: datetime) -> Iterable[dict[str, Any]]:
    columns = ("conversation_id", "asked_at", "due_at", "ended_at", "ending", "worked")
    chosen = _waits(asked, by).order_by().values(*columns)
    try:
        waits, params = chosen.query.sql_with_params()
    except EmptyResultSet:
        # Whoever may see nothing is told of nothing.
        return []
    names = {f"p{number}": value for number, value in enumerate(params)}
    for name in names:
        waits = waits.replace("%s", f"%({name})s", 1)
    with connection.cursor() as cursor:
        cursor.execute(sql.format(waits=waits), names | {"zone": asked.zone, "now": now})
        heads = [one.name for one in cursor.description or ()]
        return [dict(zip(heads, row, strict=True)) for row in cursor.fetchall()]
