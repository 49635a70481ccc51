"""The portable tree selects whom PostgreSQL selects: random definitions over random towns, by DuckDB."""

from __future__ import annotations

import pytest
from django.db import transaction
from hypothesis import HealthCheck, event, given
from hypothesis import strategies as st

from muster.audiences import compiler, lookup
from muster.audiences.definition import KINDS, Definition, Everyone, Group, Has, Lives
from muster.audiences.engines import nodes, portable
from muster.kit import clock
from muster.kit.scope import Scope
from tests.domains.audiences import lakes, towns
from tests.domains.audiences.test_compiler import _members, _save, _save_interest
from tests.trials import trials

pytestmark = pytest.mark.django_db


class _Undo(Exception):
    pass


@pytest.fixture(autouse=True)
def _still_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: towns.NOW)
    towns.declare_kinds()


@trials(40, suppress_health_check=list(HealthCheck))
@given(
    people=st.lists(towns.rows, min_size=1, max_size=8),
    saved=st.tuples(towns.definitions, towns.definitions),
    shown=st.tuples(towns.interests, towns.interests),
    asked=st.lists(st.tuples(towns.definitions, towns.scopes), min_size=6, max_size=12),
)
def test_duckdb_agrees_with_postgres(
    people: list[towns.Row],
    saved: tuple[Definition, Definition],
    shown: tuple[Definition, Definition],
    asked: list[tuple[Definition, Scope]],
) -> None:
    with pytest.raises(_Undo), transaction.atomic():  # noqa: PT012
        towns.settle(people)
        for number, definition in enumerate(saved, 1):
            _save(number, definition)
        for number, definition in enumerate(shown, 1):
            _save_interest(number, definition)
        world = lookup.world([one for one, _scope in asked])
        held = lakes.tables()
        for definition, scope in asked:
            expected = _members(definition, scope)
            event("somebody" if expected else "nobody")
            found = lakes.by_duckdb(compiler.plan(definition, scope, world), held)
            assert sorted(found) == sorted(expected)
        raise _Undo


def test_every_kind_is_answered_or_named() -> None:
    """Audiences and interests are unfolded above; everything else has an answer of its own."""
    assert set(KINDS.values()) - {KINDS["member"], KINDS["cares"]} == set(portable._ANSWERS)


def test_an_unknown_kind_is_refused_by_name() -> None:
    class Odd:
        IS = "odd"

    with pytest.raises(portable.Unanswerable, match="“odd”"):
        portable.Portable(lookup.world([])).holds(Odd())  # type: ignore[arg-type]


@pytest.mark.parametrize("dialect", ["duckdb", "spark"])
def test_the_scope_is_always_in_the_plan(dialect: str) -> None:
    def text(scope: Scope) -> str:
        return nodes.written(compiler.plan(Everyone(), scope), dialect)

    assert "FALSE" in text(Scope.NOBODY)
    assert "'PL-10'" in text(Scope(regions=frozenset({"PL-10"})))
    assert "= 7" in text(Scope(person_id=7))


_TEXTS = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), min_size=1)


@trials(200)
@given(_TEXTS)
def test_text_of_staff_stays_data(text: str) -> None:
    import duckdb

    with duckdb.connect() as engine:
        plan = nodes.chosen(nodes.word(text))
        assert engine.execute(nodes.written(plan, "duckdb")).fetchall() == [(text,)]


def test_a_name_that_is_sql_selects_nobody_and_harms_nothing() -> None:
    nasty = "x'); DROP TABLE people; --"
    plan = compiler.plan(Group("all", (Lives((nasty,)), Has("tag", nasty))), Scope.EVERYONE)

    assert "DROP" not in nodes.written(plan, "duckdb")
    assert lakes.by_duckdb(plan, lakes.tables()) == []
