"""The log as audiences read it: whoever looks from the web sees people of their regions and nobody else."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from django.db import connection

from muster.activity import actions as activity
from muster.activity import registry
from muster.activity.facts import NewFact
from muster.audiences import lookup, queries
from muster.audiences.definition import Definition, Everyone, Group, Has, Lives, Messaged
from muster.kit.actors import system
from muster.kit.scope import Scope, entered
from muster.people.actions import grant
from muster.people.models import IdentityKey

if TYPE_CHECKING:
    from tests.make import Make

pytestmark = pytest.mark.django_db

MESSAGED = Group("all", (Messaged("was", 7),))
LODZ, PARIS = Scope(regions=frozenset({"PL-10"})), Scope(regions=frozenset({"FR-IDF"}))


@pytest.fixture(autouse=True)
def _two_towns(make: Make) -> None:
    if "message.accepted" not in registry.kinds():
        registry.declare("message.accepted", words="x")
    people = [
        make.person(postcode="90-001", tags=["diver"]),
        make.person(country="FR", postcode="75001", region="FR-IDF"),
    ]
    at = datetime.now(UTC) - timedelta(days=1)
    for person in people:
        key = IdentityKey.objects.get(person=person)
        activity.append([NewFact("message.accepted", key.pk, at, "test")] * 2)


def _seen() -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM audiences_facts(NULL, NULL, '1900-01-01', 'infinity', NULL, NULL)"
        )
        return int(cursor.fetchone()[0])


@pytest.mark.parametrize(
    ("scope", "seen"),
    [(Scope.NOBODY, 0), (LODZ, 1), (PARIS, 1), (Scope.EVERYONE, 2), (Scope(person_id=0), 0)],
)
def test_the_database_itself_holds_the_wall(scope: Scope, seen: int) -> None:
    with entered(scope):
        assert _seen() == seen


@pytest.mark.parametrize(
    ("scope", "seen"),
    [(Scope.NOBODY, 0), (LODZ, 1), (PARIS, 1), (Scope.EVERYONE, 2), (Scope(person_id=0), 0)],
)
def test_the_wall_holds_for_who_said_yes(scope: Scope, seen: int) -> None:
    key_ids = IdentityKey.objects.filter(kind="email").values_list("pk", flat=True)
    for key_id in key_ids:
        grant(key_id=key_id, channel="email", purpose="news", evidence="x", by=system("test"))

    with entered(scope), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM audiences_yes('email', 'news')")
        assert cursor.fetchone()[0] == seen


@pytest.mark.parametrize(
    "asked",
    [
        "audiences_where({kind}, NULL, NULL, NULL, NULL, '1900-01-01', now())",
        "audiences_scored(ARRAY[{kind}], ARRAY[2], ARRAY['1900-01-01'::timestamptz], now())",
        "audiences_then({kind}, NULL, {kind}, NULL, '1 day', '1900-01-01', now())",
    ],
)
@pytest.mark.parametrize(
    ("scope", "seen"), [(Scope.NOBODY, 0), (LODZ, 1), (PARIS, 1), (Scope.EVERYONE, 2)]
)
def test_the_wall_holds_for_what_people_did(asked: str, scope: Scope, seen: int) -> None:
    later = datetime.now(UTC) - timedelta(hours=1)
    for key in IdentityKey.objects.filter(kind="email"):
        activity.append([NewFact("message.accepted", key.pk, later, "test")])
    kind = lookup.world([]).kinds["message.accepted"]

    with entered(scope), connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {asked.format(kind=f'{kind}::smallint')}")
        assert cursor.fetchone()[0] == seen


def test_several_are_counted_as_each_alone() -> None:
    both: dict[int, Definition] = {
        1: MESSAGED,
        2: Group("any", (Has("tag", "diver"), Messaged("was", 7))),
        3: Group("none", (Has("tag", "diver"),)),
        4: Everyone(),
    }
    world = lookup.world(both.values())

    for scope in (Scope.NOBODY, LODZ, Scope.EVERYONE):
        alone = {number: queries.count(one, scope) for number, one in both.items()}
        assert queries.sizes(both, scope, world=world) == alone


def test_workers_see_the_whole_log() -> None:
    assert _seen() == 2


@pytest.mark.parametrize(
    ("scope", "count"), [(Scope.NOBODY, 0), (LODZ, 1), (PARIS, 1), (Scope.EVERYONE, 2)]
)
def test_the_compiler_asks_the_scope_without_the_wall(scope: Scope, count: int) -> None:
    assert queries.count(MESSAGED, scope) == count
    assert queries.count(Everyone(), scope) == count


def test_nobody_scope_selects_nobody_even_under_none() -> None:
    assert queries.count(Group("none", (Has("tag", "diver"),)), Scope.NOBODY) == 0


def test_a_name_that_stands_for_nothing_never_lets_everybody_through() -> None:
    for unknown in (Has("tag", "dvier"), Lives(("XX-9",)), Lives(())):
        definition = Group("none", (unknown,))
        assert queries.count(definition, Scope.EVERYONE) == 0
        assert queries.gaps_of(definition)


def test_examples_are_stable_and_another_draw_differs(make: Make) -> None:
    for _ in range(20):
        make.person(postcode="90-001")
    world = lookup.world([Everyone()])
    first = queries.examples(Everyone(), Scope.EVERYONE, world=world)

    assert first == queries.examples(Everyone(), Scope.EVERYONE, world=world)
    assert first != queries.examples(Everyone(), Scope.EVERYONE, draw=1, world=world)
    assert len({one.person_id for one in first}) == 10
