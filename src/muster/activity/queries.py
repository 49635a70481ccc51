"""Reads the log: what happened to a person, and what is new for a reader."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Final

from django.db import connection

from muster.activity.facts import Attention, Position, TimelineFact

# Nobody reads so many different pages; what does is no person.
MOST_ATTENTION: Final = 2_000
_FACT: Final = (
    "SELECT f.id, f.at, k.name, f.key_id, s.name, r.name, f.amount, f.currency,"
    " coalesce(f.data, '{}'::jsonb)::text"
)
_FROM: Final = (
    " FROM activity_fact f JOIN activity_kind k ON k.id = f.kind_id"
    " JOIN activity_source s ON s.id = f.source_id LEFT JOIN activity_ref r ON r.id = f.ref_id"
)


def timeline(
    key_ids: Iterable[int],
    *,
    limit: int,
    before: tuple[datetime, int] | None = None,
    kinds: Sequence[str] | None = None,
) -> list[TimelineFact]:
    """What happened to these keys, latest first. ``before`` is the (at, id) of the last one seen."""
    conditions = ["f.key_id = ANY(%s)"]
    parameters: list[Any] = [list(key_ids)]
    if before is not None:
        conditions.append("(f.at, f.id) < (%s, %s)")
        parameters += before
    if kinds is not None:
        conditions.append("k.name = ANY(%s)")
        parameters.append(list(kinds))
    sql = f"{_FACT}{_FROM} WHERE {' AND '.join(conditions)} ORDER BY f.at DESC, f.id DESC LIMIT %s"
    return _facts(sql, [*parameters, limit])


def since(cursor_name: str, *, limit: int = 5_000) -> tuple[list[TimelineFact], Position]:
    """Facts a reader has not seen, oldest first, and the position to ``actions.advance`` to.

    A transaction that began earlier may still commit with a smaller id. So the reader stops
    at ``pg_snapshot_xmin``: below it everything has ended, and nothing can appear behind it.
    """
    start = _position(cursor_name)
    sql = (
        f"{_FACT}, f.xid::text{_FROM}"
        " WHERE f.xid < pg_snapshot_xmin(pg_current_snapshot())"
        " AND (f.xid, f.id) > (%s::text::xid8, %s) ORDER BY f.xid, f.id LIMIT %s"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [str(start.xid), start.fact_id, limit])
        rows = cursor.fetchall()
    if not rows:
        return [], start
    facts = [_fact(row) for row in rows]
    return facts, Position(int(rows[-1][9]), rows[-1][0])


def heard_since(key_ids: Iterable[int], *, since: datetime) -> set[int]:
    """Which of these keys anything happened to since a moment."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT k FROM unnest(%s::bigint[]) AS k WHERE EXISTS"
            " (SELECT FROM activity_fact f WHERE f.key_id = k AND f.at >= %s)",
            [list(key_ids), since],
        )
        return {row[0] for row in cursor.fetchall()}


def first(key_ids: Iterable[int], *, kind: str) -> dict[int, tuple[datetime, int]]:
    """When a kind happened first to each of these keys, with the number of that fact."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT k, f.at, f.id FROM unnest(%s::bigint[]) AS k CROSS JOIN LATERAL"
            " (SELECT f.at, f.id FROM activity_fact f JOIN activity_kind n ON n.id = f.kind_id"
            " WHERE f.key_id = k AND n.name = %s ORDER BY f.at, f.id LIMIT 1) AS f",
            [list(key_ids), kind],
        )
        return {key: (at, number) for key, at, number in cursor.fetchall()}


def happened(
    kinds: Sequence[str], *, since: datetime, until: datetime, most: int = 20
) -> list[tuple[str, str, int, datetime]]:
    """What happened to how many keys in a time, by kind and what it was about, with when it began."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT k.name, coalesce(r.name, ''), count(*), min(f.at) FROM activity_fact f"
            " JOIN activity_kind k ON k.id = f.kind_id LEFT JOIN activity_ref r ON r.id = f.ref_id"
            " WHERE k.name = ANY(%s) AND f.at >= %s AND f.at < %s"
            " GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2 LIMIT %s",
            [list(kinds), since, until, most],
        )
        return [tuple(row) for row in cursor.fetchall()]


def totals(key_ids: Iterable[int]) -> dict[str, int]:
    """How often each kind happened to these keys."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT k.name, count(*) FROM activity_fact f JOIN activity_kind k"
            " ON k.id = f.kind_id WHERE f.key_id = ANY(%s) GROUP BY k.name ORDER BY k.name",
            [list(key_ids)],
        )
        return dict(cursor.fetchall())


def attention(
    key_ids: Iterable[int], *, kinds: Sequence[str], windows: Sequence[datetime], until: datetime
) -> list[Attention]:
    """What these keys turned to since the beginning of each window, the most frequent first."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT w.place::int - 1, k.name, f.ref_id, r.name, count(*), max(f.at), coalesce(sum(CASE"
            " WHEN jsonb_typeof(f.data -> 'seconds') = 'number' THEN (f.data ->> 'seconds')::float"
            " END), 0) FROM activity_fact f JOIN activity_kind k ON k.id = f.kind_id"
            " JOIN activity_ref r ON r.id = f.ref_id"
            " JOIN unnest(%s::timestamptz[]) WITH ORDINALITY AS w(since, place) ON f.at > w.since"
            " WHERE f.key_id = ANY(%s) AND k.name = ANY(%s) AND f.at > %s AND f.at <= %s"
            " GROUP BY 1, 2, 3, 4 ORDER BY 5 DESC, 6 DESC, 2, 4 LIMIT %s",
            [list(windows), list(key_ids), list(kinds), min(windows), until, MOST_ATTENTION],
        )
        return [Attention(*row) for row in cursor.fetchall()]


def _position(cursor_name: str) -> Position:
    with connection.cursor() as cursor:
        cursor.execute("SELECT xid, fact_id FROM activity_cursor WHERE name = %s", [cursor_name])
        row = cursor.fetchone()
    return Position(*row) if row else Position(0, 0)


def _facts(sql: str, parameters: Sequence[Any]) -> list[TimelineFact]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return [_fact(row) for row in cursor.fetchall()]


def _fact(row: Sequence[Any]) -> TimelineFact:
    number, at, kind, key_id, source, ref, amount, currency, data = row[:9]
    return TimelineFact(number, at, kind, key_id, source, ref, amount, currency, json.loads(data))
