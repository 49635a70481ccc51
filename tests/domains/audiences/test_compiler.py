"""The compiler selects exactly whom the referee selects, for random towns and random definitions."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, event, given
from hypothesis import strategies as st

from muster.audiences import caring, compiler, lookup, queries
from muster.audiences.definition import Cares, Definition, Everyone, Group, Lives, digest, dump
from muster.audiences.models import Audience, Interest
from muster.kit import clock
from muster.kit.scope import Scope
from muster.people.models import IdentityKey
from tests.domains.audiences import towns
from tests.trials import trials

if TYPE_CHECKING:
    from tests.domains.audiences.naive import Row, Town

pytestmark = pytest.mark.django_db


class _Undo(Exception):
    pass


@pytest.fixture(autouse=True)
def _still_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: towns.NOW)
    towns.declare_kinds()


def _save(number: int, definition: Definition) -> None:
    Audience.objects.create(
        id=number, name=f"Audience {number}", definition=dump(definition), digest=digest(definition),
        created_at=towns.NOW, changed_at=towns.NOW,
    )  # fmt: skip


def _save_interest(number: int, definition: Definition) -> None:
    Interest.objects.create(
        id=number, name=f"Interest {number}", definition=dump(definition), digest=digest(definition),
        created_at=towns.NOW, changed_at=towns.NOW,
    )  # fmt: skip


def _interests_agree(town: Town) -> None:
    """The list counts, and the person’s page names, exactly those whom the referee finds."""
    found = caring.known()
    world = lookup.world([queries.definition_of(one) for one in found])
    for scope in (Scope.EVERYONE, Scope.NOBODY, Scope(regions=frozenset({"PL-10"}))):
        sizes = caring.sizes(found, scope, world=world)
        expected = {
            one.pk: len(town.members(Group("all", (Cares(one.pk),)), scope)) for one in found
        }
        assert sizes == expected
    for row in town.people:
        keys = IdentityKey.objects.filter(person=row.id).values_list("id", flat=True)
        cares, _deeds = caring.of(list(keys))
        assert {one.interest.pk for one in cares} == {
            number for number, told in town.interests.items() if town.fits(told, row)
        }


def _members(definition: Definition, scope: Scope) -> set[int]:
    sql = compiler.members(definition, scope)
    with connection.cursor() as cursor:
        cursor.execute(sql.text, sql.params)
        found = [row[0] for row in cursor.fetchall()]
    assert len(found) == len(set(found))
    return set(found)


@trials(25, suppress_health_check=list(HealthCheck))
@given(
    people=st.lists(towns.rows, min_size=1, max_size=8),
    saved=st.tuples(towns.definitions, towns.definitions),
    shown=st.tuples(towns.interests, towns.interests),
    asked=st.lists(st.tuples(towns.definitions, towns.scopes), min_size=12, max_size=12),
)
def test_compiler_and_referee_agree(
    people: list[Row],
    saved: tuple[Definition, Definition],
    shown: tuple[Definition, Definition],
    asked: list[tuple[Definition, Scope]],
) -> None:
    town = towns.town(people, dict(enumerate(saved, 1)), dict(enumerate(shown, 1)))
    with pytest.raises(_Undo), transaction.atomic():  # noqa: PT012
        towns.settle(people)
        for number, definition in town.audiences.items():
            _save(number, definition)
        for number, definition in town.interests.items():
            _save_interest(number, definition)
        _interests_agree(town)
        for definition, scope in asked:
            expected = town.members(definition, scope)
            event("somebody" if expected else "nobody")
            assert _members(definition, scope) == expected
            assert queries.count(definition, scope) == len(expected)
            _sums_add_up(definition, scope, len(expected))
            _reasons_agree(town.people, definition, scope, expected)
        raise _Undo


def _sums_add_up(definition: Definition, scope: Scope, expected: int) -> None:
    measure = queries.measure(definition, scope)
    assert measure.fit == expected == sum(measure.regions.values())
    for channel in measure.channels:
        assert measure.reached(channel) + sum(measure.left_out(channel).values()) == expected
    assert len(queries.examples(definition, scope)) == min(10, expected)


def _reasons_agree(
    people: list[Row], definition: Definition, scope: Scope, expected: set[int]
) -> None:
    world = lookup.world([definition])
    from muster.people.models import Person

    for row in people[:3]:
        why = queries.why(Person.objects.get(pk=row.id), definition, scope, world=world)
        assert why.is_in == (row.id in expected)
        if why.verdict is not None and scope.holds(row.region) and not row.erased:
            assert why.verdict.holds == why.is_in


def test_scope_is_always_asked() -> None:
    everybody = Everyone()

    assert compiler.scoped(Scope.NOBODY).text == "false"
    assert " = ANY(%s)" in compiler.members(everybody, Scope(regions=frozenset({"PL-10"}))).text
    assert "p.id = %s" in compiler.members(everybody, Scope(person_id=7)).text


def test_values_are_never_in_the_text() -> None:
    nasty = "PL-10'); DROP TABLE people_person; --"
    sql = compiler.members(Group("all", (Lives((nasty,)),)), Scope.EVERYONE)

    assert nasty not in sql.text


def test_a_definition_answers_in_a_fixed_number_of_queries(django_assert_num_queries) -> None:
    definition = Group("all", (Lives(("PL-10",)),))

    with django_assert_num_queries(2):  # what names stand for, count; the clock stands still
        queries.count(definition, Scope.EVERYONE)
