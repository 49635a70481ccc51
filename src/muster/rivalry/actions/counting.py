"""Counts a season from facts: the whole of it at any time, or what is new since the last look. Both give the same rows.

Facts are read from a cursor of our own that never passes the oldest transaction still open. Whoever asks for
a whole count gets every fact up to there; the cursor then stands there.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import connection, transaction

from muster.activity import actions as activity
from muster.activity import dictionary, queries
from muster.activity.facts import Position, TimelineFact
from muster.activity.models import Cursor
from muster.rivalry import weeks
from muster.rivalry.actions import relays, statements
from muster.rivalry.models import Mark, Season

CURSOR: Final = "rivalry"
BATCH: Final = 10_000
LATE: Final = timedelta(days=7)
# The last number there is: every fact of a transaction that ended.
_EVERY: Final = 2**63 - 1
_NEVER: Final = 2**64 - 1


@transaction.atomic
def count_season(*, season: Season, at: datetime, upto: Position | None = None) -> Season:
    """Count everything anew, put it in place of what stood there, and read on from there."""
    held = Season.objects.select_for_update().get(pk=season.pk)
    until = upto or _ended()
    relays.read_anew(season=held, upto=until)
    values = _values(held, at) | {
        "to_xid": str(until.xid),
        "to_id": until.fact_id,
        "circle": relays.in_circles(held),
    }
    _fresh_tables("rivalry_team", "rivalry_moves", "rivalry_sums")
    with connection.cursor() as cursor:
        cursor.execute(statements.TEAM.format(only=""), values)
        cursor.execute("ANALYZE rivalry_team")
        cursor.execute(statements.MOVES)
        cursor.execute(statements.SUMS.format(deeds=statements.WHOLE), values)
        cursor.execute(statements.CLEAR, values)
        cursor.execute(statements.HEADS, values)
    _add_up(values)
    activity.advance(CURSOR, to=until)
    return held


@transaction.atomic
def count_new(*, season: Season, at: datetime) -> int:
    """Count some thousand facts that are new. Returns how many were read."""
    held = Season.objects.select_for_update().get(pk=season.pk)
    known = Cursor.objects.filter(name=CURSOR).first()
    after = Position(known.xid, known.fact_id) if known else Position(0, 0)
    facts, upto = queries.since(CURSOR, limit=BATCH)
    if facts:
        add(season=held, facts=facts, after=after, upto=upto, at=at)
        activity.advance(CURSOR, to=upto)
    return len(facts)


def add(
    *, season: Season, facts: Sequence[TimelineFact], after: Position, upto: Position, at: datetime
) -> None:
    """Add what these facts change: all between two places in the log."""
    values = _values(season, at)
    kinds = set(season.rules.values_list("kind", flat=True))
    first, last = values["first"], values["last"]
    ours = [one for one in facts if one.kind in kinds and first <= one.at < last]
    before = relays.in_circles(season)
    touched = relays.read(season=season, facts=ours) if ours else []
    pairs = [(one.key_id, one.at) for one in ours] + touched
    if not pairs:
        return
    mondays = values["mondays"]
    values |= {
        "keys": [key for key, _at in pairs],
        "weeks": [_place(mondays, moment) for _key, moment in pairs],
        "from_xid": str(after.xid),
        "from_id": after.fact_id,
        "to_xid": str(upto.xid),
        "to_id": upto.fact_id,
        "circle_before": before,
        "circle": relays.in_circles(season),
    }
    _fresh_tables("rivalry_touched", "rivalry_team", "rivalry_sums")
    with connection.cursor() as cursor:
        cursor.execute(statements.TOUCHED, values)
        cursor.execute("ANALYZE rivalry_touched")
        cursor.execute(statements.TEAM.format(only=statements.ONLY_TOUCHED), values)
        cursor.execute("ANALYZE rivalry_team")
        cursor.execute(statements.SUMS.format(deeds=statements.FRESH), values)
    _add_up(values)


def mark(*, at: datetime) -> None:
    """Note that no later transaction has begun by now; what bears a later number was told later."""
    if Mark.objects.filter(at__gt=at - timedelta(hours=1)).exists():
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint")
        number = cursor.fetchone()[0]
    Mark.objects.get_or_create(at=at, defaults={"xid": number})


def _values(season: Season, at: datetime) -> dict[str, Any]:
    """What every statement needs to know of a season: its weeks, its rules, and when what was told."""
    days = season.counted
    moments = weeks.starts(days, season.zone)
    rules = list(season.rules.order_by("kind"))
    numbers = dictionary.numbers("activity_kind", [one.kind for one in rules] + list(_NAMED))
    marks = list(Mark.objects.filter(at__gte=moments[0]).order_by("xid", "at"))
    late = [one.xid for one in marks if one.at > moments[0] + LATE]
    return {
        "season": season.pk,
        "days": days,
        "mondays": moments[:-1],
        "ends": moments[1:],
        "first": moments[0],
        "last": moments[-1],
        "begun": sum(moment <= at for moment in moments[:-1]),
        "new_for": timedelta(days=season.newcomer_days),
        "newcomer": season.newcomer_percent,
        "kinds": [numbers[one.kind] for one in rules],
        "points": [one.points for one in rules],
        "caps": [one.cap for one in rules],
        "joined": numbers[statements.JOINED],
        "relayed": numbers[statements.RELAYED],
        "group_refs": _group_refs(),
        "mark_at": [one.at for one in marks],
        "mark_xid": [str(one.xid) for one in marks],
        "late_from": str(late[0] if late else _NEVER),
    }


_NAMED: Final = (statements.JOINED, statements.RELAYED)


def _group_refs() -> list[int]:
    """The numbers by which the log knows our regional teams."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT r.id FROM activity_ref r JOIN groups_group g"
            " ON r.name = 'group:' || g.id WHERE g.kind = 'region'"
        )
        return [row[0] for row in cursor.fetchall()]


def _ended() -> Position:
    """The last place in the log before which every transaction has ended."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
        return Position(cursor.fetchone()[0] - 1, _EVERY)


def _place(mondays: Sequence[datetime], moment: datetime) -> int:
    """Which of the weeks a moment lies in, counted from one."""
    return sum(monday <= moment for monday in mondays)


def _fresh_tables(*names: str) -> None:
    with connection.cursor() as cursor:
        for name in names:
            cursor.execute(f"DROP TABLE IF EXISTS {name}")


def _add_up(values: dict[str, Any]) -> None:
    with connection.cursor() as cursor:
        for statement in (statements.ADD_PARTS, statements.ADD_SCORES, statements.DROP_EMPTY):
            cursor.execute(statement, values)
