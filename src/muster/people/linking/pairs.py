"""Scores pairs of records: learns what each field weighs in this house, and says what it found.

Splink on DuckDB, in memory that is bounded beforehand. The same table gives the same pairs.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Final

from muster.people.linking import blocks, fields, learning

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa
    from splink import Linker

WORTH_A_LOOK: Final = 0.1
LIKELY: Final = 0.5
AUTOMATIC: Final = 0.99
MEMORY: Final = "1500MB"
MOST_PAIRS: Final = 200_000


@dataclass(frozen=True, slots=True)
class Pair:
    """Two people who may be one; how sure, and what each field said and weighed (in bits)."""

    one: int
    other: int
    score: float
    steps: Mapping[str, str]
    weights: Mapping[str, float]

    @property
    def agreeing(self) -> list[str]:
        """The independent fields on which both say the very same."""
        return fields.agreeing(dict(self.steps))


def may_join_itself(pair: Pair) -> bool:
    """Whether a machine may join these two where the organisation lets it."""
    return pair.score >= AUTOMATIC and len(pair.agreeing) >= 2


def find(
    records: pa.Table, *, at_least: float = WORTH_A_LOOK, memory: str = MEMORY, threads: int = 2
) -> list[Pair]:
    """The pairs that are worth a look, best first. See ``table.SCHEMA`` for the columns."""
    having = [f.name for f in fields.FIELDS if records[f.name].null_count < records.num_rows]
    if records.num_rows < 2 or not having:
        return []
    import duckdb

    with TemporaryDirectory(prefix="muster-linking-") as folder:
        limits: dict[str, Any] = {
            "memory_limit": memory,
            "threads": threads,
            "temp_directory": folder,
        }
        con = duckdb.connect(config=limits)
        try:
            con.register("records", records)
            ways = blocks.add(con, "records", having, records.num_rows)
            con.unregister("records")
            learns = records.num_rows >= learning.ENOUGH
            linker = _linker(con, having, ways, records.num_rows)
            if learns:
                learning.learn(con, linker, having)
            found = linker.inference.predict(threshold_match_probability=at_least)
            return list(_pairs(con, found.physical_name, having, counted=learns))
        finally:
            con.close()


def _linker(
    con: duckdb.DuckDBPyConnection, having: Sequence[str], ways: Sequence[str], rows: int
) -> Linker:
    from splink import DuckDBAPI, Linker, SettingsCreator

    logging.getLogger("splink").setLevel(logging.ERROR)
    api = DuckDBAPI(con)
    rules: list[Any] = [f"l.{way} = r.{way} AND l.person <> r.person" for way in ways]
    settings = SettingsCreator(
        link_type="dedupe_only",
        unique_id_column_name="face",
        additional_columns_to_retain=["person"],
        comparisons=fields.comparisons(having, count_values=rows >= learning.ENOUGH),
        # One record in twenty is there twice, until the records say otherwise.
        probability_two_random_records_match=min(0.01, 0.1 / rows),
        blocking_rules_to_generate_predictions=rules,
        retain_matching_columns=True,
        retain_intermediate_calculation_columns=True,
    )
    return Linker(api.register("faces"), settings, log_level=None)


def _pairs(
    con: duckdb.DuckDBPyConnection, name: str, having: Sequence[str], *, counted: bool
) -> Iterator[Pair]:
    """The best pair of faces of every two people."""
    steps = ", ".join(f"gamma_{field}" for field in having)
    weights = ", ".join(_weight(fields.BY_NAME[field], counted=counted) for field in having)
    rows = con.execute(
        f"SELECT least(person_l, person_r) AS one, greatest(person_l, person_r) AS other,"
        f" match_probability, {steps}, {weights} FROM {name}"
        " QUALIFY row_number() OVER (PARTITION BY one, other ORDER BY match_weight DESC) = 1"
        f" ORDER BY match_probability DESC, one, other LIMIT {MOST_PAIRS}"
    )
    size = len(having)
    while some := rows.fetchmany(10_000):
        for one, other, score, *said in some:
            yield _pair(one, other, score, dict(zip(having, said[:size], strict=True)),
                        dict(zip(having, said[size:], strict=True)))  # fmt: skip


def _weight(field: fields.Field, *, counted: bool) -> str:
    """What a field weighed; a rare value more than a common one."""
    rare = counted and field.rare
    return f"mw_{field.name} + mw_tf_adj_{field.name}" if rare else f"mw_{field.name}"


def _pair(
    one: int, other: int, score: float, steps: Mapping[str, int], weights: Mapping[str, Any]
) -> Pair:
    known = {name: step for name, step in steps.items() if step >= 0}
    return Pair(
        one, other, score,
        {name: fields.BY_NAME[name].words[step] for name, step in known.items()},
        {name: round(weights[name], 2) for name in known},
    )  # fmt: skip
