"""Every engine answers every case alike, each from what it is given in earnest: tables, or a lake built from them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from muster.activity import registry
from muster.audiences import lookup
from muster.audiences.lake import building, layout
from muster.audiences.lists import by_duckdb, by_postgres, by_spark, tables
from muster.kit import clock
from tests import trials
from tests.domains.audiences import conformance, towns
from tests.domains.audiences.test_compiler import _save, _save_interest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from muster.audiences.definition import Definition
    from muster.audiences.world import World
    from muster.kit.scope import Scope
    from tests.make import Make

    Answer = Callable[[Definition, Scope, World], np.ndarray]

# For many tiny questions Spark spends its time on getting ready: compiling, spreading, planning anew.
QUICK = {
    "spark.sql.shuffle.partitions": "1",
    "spark.sql.adaptive.enabled": "false",
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
    "spark.sql.autoBroadcastJoinThreshold": "-1",
    "spark.shuffle.compress": "false",
    "spark.driver.memory": "600m",
    "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
}
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def rows(
    make: Make, monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path
) -> dict[str, Any]:
    """Everybody by name, not settled yet, with a clock that stands still and a lake of its own."""
    monkeypatch.setattr(clock, "now", lambda: conformance.NOW)
    settings.MUSTER_LAKE = tmp_path / "lake"
    towns.declare_kinds()
    for name in set(conformance._CALLS.values()) - set(registry.kinds()):
        registry.declare(name, words=name)
    found = conformance.town()
    for number, definition in conformance.AUDIENCES.items():
        _save(number, definition)
    for number, definition in conformance.INTERESTS.items():
        _save_interest(number, definition)
    return found


def _settle(rows: dict[str, Any], part: slice = slice(None)) -> None:
    towns.settle(list(rows.values())[part])


def _judged(rows: dict[str, Any], answer: Answer) -> None:
    cases = [case for case in conformance.cases() if trials.turn(case[0], case[2].setting)]
    assert cases
    world = lookup.world([definition for _words, definition, _scope, _who in cases])
    names = {row.id: name for name, row in rows.items()}
    wrong = {}
    for words, definition, scope, who in cases:
        found = answer(definition, scope, world).tolist()
        if sorted(found) != sorted(conformance.expected(who, rows)):
            wrong[words, scope.setting] = " ".join(names[number] for number in found)
    assert wrong == {}


def test_postgres_answers_every_case(rows: dict[str, Any]) -> None:
    _settle(rows)

    _judged(rows, by_postgres.members)


def test_duckdb_answers_every_case(rows: dict[str, Any]) -> None:
    """Half of the town lies in the lake, the other half came since."""
    half = len(rows) // 2
    _settle(rows, slice(half))
    building.rebuild(layout.home())
    _settle(rows, slice(half, None))
    held = tables.of_now(conformance.NOW)

    assert held.touched.num_rows
    assert held.more["facts"].num_rows
    _judged(rows, lambda *told: by_duckdb.members(tables.asked(*told, held), held))


@pytest.mark.spark
@pytest.mark.enable_socket
def test_spark_answers_every_case(rows: dict[str, Any]) -> None:
    lacking = by_spark.missing()
    if lacking:
        pytest.skip(lacking)
    _settle(rows)
    building.rebuild(layout.home())
    held = tables.of_lake()

    with by_spark.opened("local[1]", QUICK) as session:
        by_spark.told(session, held)
        _judged(rows, lambda *told: by_spark.members(session, tables.asked(*told, held)))
