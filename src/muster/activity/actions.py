"""Adds facts to the log, moves readers along it and makes room for the months to come."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any, Final

import msgspec
from django.db import connection, transaction

from muster.activity import dictionary, registry
from muster.activity import rows as lines
from muster.activity.facts import Block, NewFact, Position
from muster.kit import arrays
from muster.kit.errors import Refused

_COLUMNS: Final = "kind_id, ref_id, source_id, amount, currency, at, key_id, data"
_BLOCK: Final = """
INSERT INTO activity_fact (at, kind_id, key_id, ref_id, source_id, data)
SELECT to_timestamp(%(began)s) + f.after * interval '1 millisecond', %(kind)s, f.key_id, %(ref)s,
       %(source)s, %(data)s::jsonb
  FROM unnest(%(keys)s::bigint[], %(after)s::int[]) AS f (key_id, after)
"""
_BATCH: Final = 20_000
_SMALL: Final = 50
_plainly = json.JSONEncoder(ensure_ascii=False).encode
_quickly = msgspec.json.Encoder().encode


class UnknownKind(Refused):
    """A fact whose kind nobody declared; declare it in the domain’s registry.py."""


def append(facts: Sequence[NewFact]) -> int:
    """Add facts, inside the caller’s transaction where there is one. Returns how many."""
    undeclared = {fact.kind for fact in facts} - registry.kinds().keys()
    if undeclared:
        message = f"Nobody declared the fact kind {min(undeclared)}."
        raise UnknownKind(message)
    if not facts:
        return 0
    with transaction.atomic():
        for start in range(0, len(facts), _BATCH):
            _write(facts[start : start + _BATCH])
    return len(facts)


def append_block(block: Block) -> int:
    """Add one fact for each key of a block, in one statement. Returns how many."""
    if block.kind not in registry.kinds():
        message = f"Nobody declared the fact kind {block.kind}."
        raise UnknownKind(message)
    values: dict[str, Any] = {
        "kind": dictionary.numbers("activity_kind", [block.kind])[block.kind],
        "source": dictionary.numbers("activity_source", [block.source])[block.source],
        "ref": dictionary.numbers("activity_ref", [block.ref])[block.ref],
        "data": _encode(block.data),
        "began": block.began,
        "keys": arrays.integers(block.keys),
        "after": arrays.integers(block.after),
    }
    with connection.cursor() as cursor:
        cursor.execute(_BLOCK, values)
    return len(block.keys)


def advance(cursor_name: str, *, to: Position) -> None:
    """Note that a reader has dealt with everything up to ``to``; it never moves back."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO activity_cursor AS mine (name, xid, fact_id) VALUES (%s, %s, %s)"
            " ON CONFLICT (name) DO UPDATE SET xid = excluded.xid, fact_id = excluded.fact_id"
            " WHERE (mine.xid, mine.fact_id) < (excluded.xid, excluded.fact_id)",
            [cursor_name, to.xid, to.fact_id],
        )


def make_months(*, first: date, last: date) -> list[str]:
    """Make a partition for every month in the range, moving in facts that came too early."""
    with connection.cursor() as cursor:
        return [_make_month(cursor, month) for month in _months(first, last)]


def make_next_months(*, at: datetime, ahead: int = 3) -> list[str]:
    """Keep some empty months ready, and give every month that overflowed its own partition."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT date_trunc('month', at AT TIME ZONE 'UTC')::date"
            " FROM activity_fact_default"
        )
        late = [row[0] for row in cursor.fetchall()]
        this = at.astimezone(UTC).date().replace(day=1)
        coming = list(_months(this, _later(this, ahead)))
        return [_make_month(cursor, month) for month in sorted({*late, *coming})]


def _write(facts: Sequence[NewFact]) -> None:
    kinds = dictionary.numbers("activity_kind", (fact.kind for fact in facts))
    sources = dictionary.numbers("activity_source", (fact.source for fact in facts))
    refs = dictionary.numbers("activity_ref", (fact.ref for fact in facts if fact.ref))
    # A batch often shares one thing to say; each is written out once.
    shared = {id(fact.data): fact.data for fact in facts}
    said = {place: _encode(data) if data else None for place, data in shared.items()}

    def about(fact: NewFact) -> tuple[Any, ...]:
        ref = refs[fact.ref] if fact.ref else None
        return kinds[fact.kind], ref, sources[fact.source], fact.amount, fact.currency

    if len(facts) <= _SMALL:
        _insert([(*about(fact), fact.at, fact.key_id, said[id(fact.data)]) for fact in facts])
    else:
        _copy(_written(facts, about, said))


def _written(
    facts: Sequence[NewFact],
    about: Callable[[NewFact], tuple[Any, ...]],
    said: Mapping[int, str | None],
) -> str:
    """Facts as lines of COPY. What many of a batch share is written out once, not with each."""
    # JSON holds no sign that COPY knows but the backslash.
    ends = {
        place: lines.NULL if data is None else data.replace("\\", "\\\\")
        for place, data in said.items()
    }
    fronts: dict[tuple[Any, ...], str] = {}
    written = []
    for fact in facts:
        shared = (fact.kind, fact.ref, fact.source, fact.amount, fact.currency)
        front = fronts.get(shared)
        if front is None:
            front = fronts[shared] = "\t".join(map(lines.word, about(fact)))
        written.append(f"{front}\t{fact.at.isoformat()}\t{fact.key_id}\t{ends[id(fact.data)]}\n")
    return "".join(written)


def _encode(data: Any) -> str:
    """Data as JSON; what the quick encoder does not know, a text of another class, goes the plain way."""
    try:
        return _quickly(data).decode()
    except TypeError:
        return _plainly(data)


def _insert(rows: list[tuple[Any, ...]]) -> None:
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO activity_fact ({_COLUMNS})"
            " VALUES (%s, %s, %s, %s, %s, %s, %s, %s::jsonb)",
            rows,
        )


def _copy(written: str) -> None:
    # PostgreSQL refuses COPY into a table under row-level security, so the rows are copied into
    # an unlogged side table of this transaction and taken over from there in one statement.
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMP TABLE IF NOT EXISTS new_facts (at timestamptz, kind_id smallint,"
            " key_id bigint, ref_id bigint, source_id integer, amount bigint, currency text,"
            " data jsonb) ON COMMIT DROP"
        )
        cursor.execute("TRUNCATE new_facts")
        with cursor.copy(f"COPY new_facts ({_COLUMNS}) FROM STDIN") as copy:
            copy.write(written)
        cursor.execute(f"INSERT INTO activity_fact ({_COLUMNS}) SELECT {_COLUMNS} FROM new_facts")


def _make_month(cursor: Any, month: date) -> str:
    cursor.execute("SELECT activity_make_month(%s)", [month])
    return str(cursor.fetchone()[0])


def _months(first: date, last: date) -> Iterator[date]:
    month = first.replace(day=1)
    while month <= last:
        yield month
        month = _later(month, 1)


def _later(month: date, by: int) -> date:
    count = month.year * 12 + month.month - 1 + by
    return date(count // 12, count % 12 + 1, 1)
