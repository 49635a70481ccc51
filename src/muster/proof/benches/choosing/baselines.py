"""PostgreSQL in two other hands, in the same run and as warm: by hand with good indexes, and as peers ask it."""

from __future__ import annotations

import time
from dataclasses import dataclass
from statistics import median
from typing import Any, Final

from django.db import OperationalError, connection, transaction

from muster.proof.benches.choosing import asked
from muster.proof.benches.choosing.asked import QUESTIONS

_TRIES: Final = 3
_LONG_MS: Final = 8_000.0  # beside which warmth is little


@dataclass(frozen=True, slots=True)
class Answer:
    """Who was found, and how long it took. Stopped for its time, it says at least so long and names nobody."""

    ms: float
    members: list[int] | None = None


def by_hand(values: dict[str, Any]) -> dict[str, Answer]:
    """Each question by hand, once to warm up and then some times; the median."""
    return {one.name: _asked(one.by_hand, values, tries=_TRIES) for one in QUESTIONS}


def peers(values: dict[str, Any], *, patience: float) -> dict[str, Answer]:
    """Each question as peers ask it, once more when warm; whoever took long is not asked again."""
    return {one.name: _peer(one.peer, values, patience) for one in QUESTIONS}


def index() -> None:
    """Give those who write by hand the indexes they would ask for."""
    with connection.cursor() as cursor:
        for text in asked.INDEXES:
            cursor.execute(text)


def _asked(sql: str, values: dict[str, Any], *, tries: int) -> Answer:
    """Counted as a page counts; who they are is fetched once and not timed."""
    counted = f"SELECT count(*) FROM ({sql}) AS found"
    spent = [_timed(counted, values)[0] for _number in range(tries + 1)]
    return Answer(median(spent[1:]), _timed(sql, values)[1])


def _peer(sql: str, values: dict[str, Any], patience: float) -> Answer:
    try:
        ms, members = _timed(sql, values, patience)
        if ms < _LONG_MS:
            return _asked(sql, values, tries=1)
    except OperationalError:
        return Answer(patience * 1e3)
    return Answer(ms, members)


def _timed(sql: str, values: dict[str, Any], patience: float = 600.0) -> tuple[float, list[int]]:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL statement_timeout = {int(patience * 1e3)}")
        began = time.perf_counter()
        cursor.execute(sql, values)
        rows = cursor.fetchall()
        return (time.perf_counter() - began) * 1e3, [row[0] for row in rows]
