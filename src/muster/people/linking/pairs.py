"""Scores pairs of records: learns what each field weighs in this house, and says what it found.

Splink on DuckDB, in memory that is bounded beforehand. The same table gives the same pairs.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Final

from muster.people.linking import blocks, fields

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa
    from splink import Linker

WORTH_A_LOOK: Final = 0.1
LIKELY: Final = 0.5
AUTOMATIC: Final = 0.99
MEMORY: Final = "1500MB"
MOST_PAIRS: Final = 200_000
# Fewer records than this teach nothing about a house.
ENOUGH_TO_LEARN: Final = 500
SEED: Final = 1855
_LEARN_FROM: Final = (
    ("number",), ("birth",), ("given", "family"), ("postcode",), ("family", "place"), ("email",),
)  # fmt: skip
_SURELY: Final = (
    ("number",), ("email",), ("phone",), ("given", "family", "birth"),
    ("given", "family", "postcode"), ("family", "birth", "postcode"),
)  # fmt: skip


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
        limits = {"memory_limit": memory, "threads": threads, "temp_directory": folder}
        con = duckdb.connect(config=limits)
        try:
            con.register("records", records)
            ways = blocks.add(con, "records", having, records.num_rows)
            con.unregister("records")
            linker = _linker(con, having, ways)
            if records.num_rows >= ENOUGH_TO_LEARN:
                _learn(linker, having)
            found = linker.inference.predict(threshold_match_probability=at_least)
            return list(_pairs(con, found.physical_name, having))
        finally:
            con.close()


def _linker(con: duckdb.DuckDBPyConnection, having: Sequence[str], ways: Sequence[str]) -> Linker:
    from splink import DuckDBAPI, Linker, SettingsCreator

    logging.getLogger("splink").setLevel(logging.ERROR)
    api = DuckDBAPI(con)
    settings = SettingsCreator(
        link_type="dedupe_only",
        unique_id_column_name="face",
        additional_columns_to_retain=["person"],
        comparisons=fields.comparisons(having),
        blocking_rules_to_generate_predictions=[
            f"l.{way} = r.{way} AND l.person <> r.person" for way in ways
        ],
        retain_matching_columns=True,
        retain_intermediate_calculation_columns=True,
    )
    return Linker(api.register("faces"), settings, log_level=None)


def _learn(linker: Linker, having: Sequence[str]) -> None:
    from splink.internals.exceptions import EMTrainingException

    training = linker.training
    sure = [_rule(parts) for parts in _SURELY if set(parts) <= set(having)]
    training.estimate_probability_two_random_records_match(sure, recall=0.7)
    training.estimate_u_using_random_sampling(max_pairs=1e6, seed=SEED)
    for parts in _LEARN_FROM:
        if not set(parts) <= set(having):
            continue
        # Where no two records agree on this, there is nothing to learn from it.
        with suppress(EMTrainingException):
            training.estimate_parameters_using_expectation_maximisation(_rule(parts), max_pairs=1e6)


def _rule(parts: Sequence[str]) -> str:
    same = " AND ".join(f"l.{part} = r.{part}" for part in parts)
    return f"{same} AND l.person <> r.person"


def _pairs(con: duckdb.DuckDBPyConnection, name: str, having: Sequence[str]) -> Iterator[Pair]:
    """The best pair of faces of every two people."""
    steps = ", ".join(f"gamma_{field}" for field in having)
    weights = ", ".join(_weight(fields.BY_NAME[field]) for field in having)
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


def _weight(field: fields.Field) -> str:
    """What a field weighed; a rare value more than a common one."""
    return f"mw_{field.name} + mw_tf_adj_{field.name}" if field.rare else f"mw_{field.name}"


def _pair(
    one: int, other: int, score: float, steps: Mapping[str, int], weights: Mapping[str, Any]
) -> Pair:
    known = {name: step for name, step in steps.items() if step >= 0}
    return Pair(
        one, other, score,
        {name: fields.BY_NAME[name].words[step] for name, step in known.items()},
        {name: round(weights[name], 2) for name in known},
    )  # fmt: skip
