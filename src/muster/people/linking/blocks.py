"""Which records are looked at side by side at all: those that share one of these, and not with a crowd.

What very many share (a common name in a large town, the telephone of an office) says little and costs
much. So each way of looking has a limit of people per value, set so that the work grows with the
records and never with their square.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

import duckdb

# A way of looking is a list of columns or expressions, all of which must be known and equal.
_MAIL_NAME: Final = "CASE WHEN length(own) >= 2 THEN split_part(email, '@', 1) END"
# What an e-mail address says beyond the name of its owner, without points and dashes.
_OWN: Final = (
    "regexp_replace(replace(replace(split_part(email, '@', 1), coalesce(given, ''), ''),"
    " coalesce(family, ''), ''), '[^a-z0-9]', '', 'g')"
)
WAYS: Final[tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]] = tuple(
    (columns, columns if expressions is None else expressions)
    for columns, expressions in (
        (("number",), None),
        (("phone",), None),
        (("phone",), ("substr(phone, 1, length(phone) - 1)",)),
        (("phone",), ("substr(phone, length(phone) - 6)",)),
        (("email",), None),
        (("email",), (_MAIL_NAME,)),
        (("given", "family"), None),
        (("given", "birth"), None),
        (("family", "birth"), None),
        (("birth", "postcode"), None),
        (("family", "postcode"), None),
        (("given", "postcode"), None),
        (("birth", "place"), None),
        (("given", "place"), None),
        (("family", "place"), None),
        (("street",), None),
        (("birth",), None),
    )
)
MOST_PEOPLE: Final = 400
PAIRS_PER_RECORD: Final = 1
PAIRS_AT_LEAST: Final = 100_000


def usable(having: Collection[str]) -> list[tuple[str, ...]]:
    """The ways of looking for which there is anything to look at."""
    return [said for columns, said in WAYS if set(columns) <= set(having)]


def add(
    con: duckdb.DuckDBPyConnection, source: str, having: Collection[str], rows: int
) -> list[str]:
    """Make the table ``faces`` of ``source`` with a column for each way of looking; return their names."""
    con.execute(
        f"CREATE TABLE faces AS SELECT row_number() OVER () AS face, *, {_OWN} AS own FROM {source}"
    )
    budget = max(PAIRS_AT_LEAST, PAIRS_PER_RECORD * rows)
    names = []
    for number, parts in enumerate(usable(having)):
        key = _key(parts)
        con.execute(
            f"CREATE OR REPLACE TEMP TABLE shared AS SELECT {key} AS key, count(*) AS n FROM faces"
            f" WHERE {key} IS NOT NULL GROUP BY 1 HAVING n BETWEEN 2 AND {MOST_PEOPLE}"
        )
        most = _limit(con, budget)
        name = f"way_{number}"
        con.execute(f"ALTER TABLE faces ADD COLUMN {name} UBIGINT")
        con.execute(
            f"UPDATE faces SET {name} = shared.key FROM shared"
            f" WHERE shared.key = {key} AND shared.n <= {most}"
        )
        names.append(name)
    con.execute("DROP TABLE IF EXISTS shared")
    return names


def _key(parts: tuple[str, ...]) -> str:
    known = " AND ".join(f"({part}) IS NOT NULL" for part in parts)
    return f"CASE WHEN {known} THEN hash({', '.join(parts)}) END"


def _limit(con: duckdb.DuckDBPyConnection, budget: int) -> int:
    """The most people one value may have, so that all of them make no more pairs than the budget."""
    sizes = con.execute("SELECT n, count(*) FROM shared GROUP BY n ORDER BY n").fetchall()
    most, pairs = 1, 0
    for people, values in sizes:
        pairs += values * people * (people - 1) // 2
        if pairs > budget:
            break
        most = people
    return most
