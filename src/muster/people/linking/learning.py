"""Learns from the records themselves what each field weighs in this house, by expectation maximisation."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    import duckdb
    from splink import Linker

# Fewer records than this teach nothing about a house.
ENOUGH: Final = 500
SEED: Final = 1855
# Fewer pairs than this that agree teach nothing either.
_ENOUGH_PAIRS: Final = 50
_STRANGERS: Final = 1e6
_ALIKE: Final = 3e5
_FROM: Final = (
    ("number",), ("birth",), ("given", "family"), ("postcode",), ("family", "place"), ("email",),
)  # fmt: skip
# Who agrees on all of one of these is nearly always one person; it tells how many there may be.
_SURELY: Final = (
    ("number",), ("email",), ("phone",), ("given", "family", "birth"),
    ("given", "family", "postcode"), ("family", "birth", "postcode"),
)  # fmt: skip
_RECALL: Final = 0.7


def learn(con: duckdb.DuckDBPyConnection, linker: Linker, having: Collection[str]) -> None:
    """Teach the linker. What too few records agree on keeps the weight it came with."""
    training = linker.training
    sure: list[Any] = list(_shared(con, _SURELY, having, least=1))
    if sure:
        training.estimate_probability_two_random_records_match(sure, recall=_RECALL)
    training.estimate_u_using_random_sampling(max_pairs=_STRANGERS, seed=SEED)
    for rule in _shared(con, _FROM, having, least=_ENOUGH_PAIRS):
        training.estimate_parameters_using_expectation_maximisation(rule, max_pairs=_ALIKE)


def _shared(
    con: duckdb.DuckDBPyConnection,
    rules: Sequence[Sequence[str]],
    having: Collection[str],
    *,
    least: int,
) -> Iterator[str]:
    for parts in rules:
        if set(parts) <= set(having) and _pairs(con, parts) >= least:
            same = " AND ".join(f"l.{part} = r.{part}" for part in parts)
            yield f"{same} AND l.person <> r.person"


def _pairs(con: duckdb.DuckDBPyConnection, parts: Sequence[str]) -> int:
    """How many pairs of people agree on all of these."""
    known = " AND ".join(f"{part} IS NOT NULL" for part in parts)
    rows = con.execute(
        "SELECT coalesce(sum(n * (n - 1) // 2), 0)::BIGINT FROM (SELECT count(DISTINCT person) AS n"
        f" FROM faces WHERE {known} GROUP BY {', '.join(parts)} HAVING n > 1)"
    ).fetchall()
    return int(rows[0][0])
