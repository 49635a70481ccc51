"""The lake and PostgreSQL select the same people: random towns, random definitions, whatever came since the build."""

from __future__ import annotations

from datetime import timedelta
from time import sleep
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from muster.activity import actions as activity
from muster.activity import dictionary, retracting
from muster.activity.facts import NewFact
from muster.audiences import breakdown, compiler, exclusions, live, lookup, overlap, queries
from muster.audiences.definition import Definition, Did, Everyone, Group, LastGave, digest, dump
from muster.audiences.lake import building, drawing, holding, layout
from muster.audiences.models import Audience, Interest
from muster.kit import clock
from muster.kit.scope import Scope
from muster.people.models import ConsentState, IdentityKey, Person, Suppression, Trait
from muster.people.suppressing import address_mac
from tests.domains.audiences import towns

if TYPE_CHECKING:
    from pathlib import Path

    from muster.audiences.world import World
    from tests.domains.audiences.naive import Row

pytestmark = pytest.mark.django_db(transaction=True)
SCOPES = [Scope.EVERYONE, Scope(regions=frozenset({"PL-10"})), Scope.NOBODY]


@pytest.fixture(autouse=True)
def _lake(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path) -> None:
    monkeypatch.setattr(clock, "now", lambda: towns.NOW)
    monkeypatch.setattr(holding, "GOOD_FOR", 0.0)
    settings.MUSTER_LAKE = tmp_path / "lake"
    towns.declare_kinds()
    dictionary.forget_all()
    holding.forget()


def _saved(model: type, number: int, definition: Definition) -> None:
    model.objects.create(
        id=number, name=f"No. {number}", definition=dump(definition), digest=digest(definition),
        created_at=towns.NOW, changed_at=towns.NOW,
    )  # fmt: skip


def _by_postgres(definition: Definition, scope: Scope) -> list[int]:
    sql = compiler.members(definition, scope)
    with connection.cursor() as cursor:
        cursor.execute(sql.text, sql.params)
        return sorted(row[0] for row in cursor.fetchall())


def _agree(asked: list[tuple[Definition, Scope]]) -> None:
    for place, (definition, scope) in enumerate(asked):
        world = lookup.world([definition], reach=True)
        found = live.members(definition, scope, world=world)
        if found is None:
            assert "stayed" in _written(definition, world)
            continue
        assert list(found) == _by_postgres(definition, scope), (definition, scope)
        if place < 2:
            _measures_agree(definition, scope, world)


def _measures_agree(definition: Definition, scope: Scope, world: World) -> None:
    def told() -> list[object]:
        return [
            queries.measure(definition, scope, world=world, draw=3),
            queries.examples(definition, scope, draw=3, world=world),
            overlap.overlaps(definition, {1: Everyone()}, scope, world=world),
            exclusions.count(definition, scope, world=world),
            breakdown.count(definition, scope, world=world),
        ]

    quick, folder = told(), layout.home()
    folder.rename(folder.with_name("away"))
    try:
        assert told() == quick
    finally:
        # What failed is tried again with less, and must find its lake.
        folder.with_name("away").rename(folder)


def _written(definition: Definition, world: World) -> str:
    """A definition and all that it names, as text."""
    named = [*world.audiences.values(), *world.interests.values()]
    return str([dump(definition), *(dump(one.definition) for one in named)])


def _move(one: Person) -> None:
    Person.objects.filter(pk=one.pk).update(region_id="FR-IDF", language="fr", country="FR")


def _erase(one: Person) -> None:
    Person.objects.filter(pk=one.pk).update(erased_at=towns.NOW)


def _join(one: Person) -> None:
    into = Person.objects.exclude(pk=one.pk).order_by("-id").first()
    if into is not None:
        IdentityKey.objects.filter(person=one).update(person=into)
        Person.objects.filter(pk=one.pk).update(joined_into=into.pk)


def _part(_one: Person) -> None:
    """Undo a join: the record is one of its own again, and what hung on its key goes back with it."""
    joined = Person.objects.exclude(joined_into=None).order_by("-id").first()
    if joined is not None:
        IdentityKey.objects.filter(kind="handle", value=f"h{joined.pk}").update(person=joined)
        Person.objects.filter(pk=joined.pk).update(joined_into=None)


def _lose(one: Person) -> None:
    IdentityKey.objects.filter(person=one, kind="handle").delete()


def _tag(one: Person) -> None:
    Trait.objects.filter(person=one).delete()
    Trait.objects.create(person=one, kind="tag", value="cook", from_at=towns.NOW)


def _refuse(one: Person) -> None:
    ConsentState.objects.filter(key__person=one).update(state="withdrawn")


def _bounce(_one: Person) -> None:
    key = IdentityKey.objects.filter(kind="email", person__isnull=False).order_by("-id").first()
    if key is not None:
        Suppression.objects.get_or_create(
            channel="email", address_mac=address_mac("email", key.value),
            defaults={"reason": "bounce", "at": towns.NOW},
        )  # fmt: skip


def _open(_one: Person) -> None:
    Suppression.objects.all().delete()


def _late(one: Person) -> None:
    hook = IdentityKey.objects.filter(person=one).order_by("id").last()
    if hook is not None:
        old = towns.NOW - timedelta(days=300)
        activity.append([NewFact("gift.received", hook.pk, old, "import:1", None, 900, "EUR")])


UPSETS = {
    one.__name__: one
    for one in (_move, _erase, _join, _part, _lose, _tag, _refuse, _bounce, _open, _late)
}


def _upset(change: str) -> None:
    """Change something of what the lake holds in the tables themselves, as actions do."""
    one = Person.objects.filter(erased_at=None).order_by("id").first()
    if one is not None:
        UPSETS[change](one)


CHANGES = [*UPSETS, "_join", "_part", "fold", "more", "more"]


@settings(max_examples=4, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    first=st.lists(towns.rows, min_size=1, max_size=8),
    later=st.lists(towns.rows, max_size=4),
    saved=st.tuples(towns.definitions, towns.definitions),
    shown=st.tuples(towns.interests, towns.interests),
    changes=st.lists(st.sampled_from(CHANGES), max_size=4),
    asked=st.lists(st.tuples(towns.definitions, st.sampled_from(SCOPES)), min_size=12, max_size=12),
)
def test_lake_and_postgres_agree(  # noqa: PLR0917
    first: list[Row],
    later: list[Row],
    saved: tuple[Definition, Definition],
    shown: tuple[Definition, Definition],
    changes: list[str],
    asked: list[tuple[Definition, Scope]],
) -> None:
    _empty()
    towns.settle(first)
    for number, definition in enumerate(saved, 1):
        _saved(Audience, number, definition)
    for number, definition in enumerate(shown, 1):
        _saved(Interest, number, definition)
    building.rebuild(layout.home())
    _agree(asked[:4])
    rest = [*later]
    for change in changes:
        if change == "more":
            towns.settle([rest.pop()] if rest else [])
        elif change == "fold":
            building.fold(layout.home())
            holding.forget()
        else:
            _upset(change)
        _agree(asked[4:6])
    _agree(asked)


def _empty() -> None:
    holding.forget()
    with connection.cursor() as cursor:
        cursor.execute(
            "TRUNCATE people_person, people_identitykey, people_trait, people_consentstate,"
            " people_consententry, people_suppression, activity_fact, audiences_audience,"
            " audiences_interest, audiences_score, audiences_touched, audiences_closed, audiences_removed CASCADE"
        )


def test_a_join_and_its_undoing_move_what_was_done() -> None:
    _empty()
    one, other = (Person.objects.create(created_at=towns.NOW) for _number in range(2))
    for person in (one, other):
        key = IdentityKey.objects.create(
            kind="handle", value=f"h{person.pk}", person=person, created_at=towns.NOW
        )
        seen = NewFact("page.viewed", key.pk, towns.NOW - timedelta(days=75), "x", "/beach")
        activity.append([seen])
    twice = Group("all", (Did("page.viewed", "/beach", 2, 100),))
    giving = Group("all", (Did("page.viewed", "/beach", 1, 100),))

    def told() -> tuple[int, int]:
        found = [queries.count(asked, Scope.EVERYONE) for asked in (twice, giving)]
        assert found == [len(_by_postgres(asked, Scope.EVERYONE)) for asked in (twice, giving)]
        return found[0], found[1]

    building.rebuild(layout.home())
    assert told() == (0, 2)
    _join(one)
    assert told() == (1, 1)
    _part(one)
    assert told() == (0, 2)
    _join(one)
    building.fold(layout.home())
    holding.forget()
    assert told() == (1, 1)
    _part(one)
    assert told() == (0, 2)


def test_what_is_known_of_months_that_are_over_is_taken_over() -> None:
    _empty()
    person = Person.objects.create(created_at=towns.NOW)
    key = IdentityKey.objects.create(kind="handle", value="a", person=person, created_at=towns.NOW)
    days = (0, 40, 75, 130)
    seen = [
        NewFact("page.viewed", key.pk, towns.NOW - timedelta(days=n), "x", "/beach") for n in days
    ]
    activity.append(seen)
    building.rebuild(layout.home())
    often = [Group("all", (Did("page.viewed", "/beach", n, 100),)) for n in (3, 4, 5)]

    def told() -> list[int]:
        return [queries.count(asked, Scope.EVERYONE) for asked in often]

    assert told() == [1, 0, 0]
    before = holding.standing(now=towns.NOW)
    activity.append([seen[0], seen[1]])
    assert told() == [1, 1, 1]
    manifest = building.fold(layout.home())
    after = holding.standing(now=towns.NOW)
    for _try in range(200):
        assert told() == [1, 1, 1]
        after = holding.standing(now=towns.NOW)
        if after is not None and after.base.manifest == manifest:
            break
        sleep(0.05)
    assert before is not None
    assert after is not None
    assert after.base.manifest == manifest
    assert after.base.sums is before.base.sums


def test_what_is_not_committed_leaves_nothing_behind() -> None:
    _empty()
    row = Person.objects.create(created_at=towns.NOW)
    building.rebuild(layout.home())
    everybody = Everyone()
    assert queries.count(everybody, Scope.EVERYONE) == 1

    from django.db import transaction

    with transaction.atomic():
        Person.objects.create(created_at=towns.NOW)
        Person.objects.filter(pk=row.pk).update(erased_at=towns.NOW)
        Person.objects.create(created_at=towns.NOW)
        assert queries.count(everybody, Scope.EVERYONE) == 2
        transaction.set_rollback(True)

    assert queries.count(everybody, Scope.EVERYONE) == 1


def test_facts_taken_out_leave_the_lake_unused() -> None:
    _empty()
    towns.settle([])
    key = IdentityKey.objects.get(kind="browser")
    building.rebuild(layout.home())
    world = lookup.world([Everyone()])
    assert live.count(Everyone(), Scope.EVERYONE, world=world) == 0

    retracting.retract(source="import:7", key_ids=[key.pk])

    assert live.count(Everyone(), Scope.EVERYONE, world=world) is None
    building.fold(layout.home())
    assert live.count(Everyone(), Scope.EVERYONE, world=world) == 0


def test_the_draw_is_postgres_s_own_hash() -> None:
    import numpy as np

    numbers = np.asarray([0, 1, 7, 2**31, 2**40 + 5, -3])
    with connection.cursor() as cursor:
        for seed in (0, 1, -(2**63), 2**62 + 99):
            cursor.execute(
                "SELECT hashint8extended(n, %s) FROM unnest(%s::bigint[]) n",
                [seed, numbers.tolist()],
            )
            assert drawing.turns(numbers, seed).tolist() == [row[0] for row in cursor.fetchall()]


def test_a_gift_long_ago_counts_from_the_totals() -> None:
    _empty()
    lapsed = Group("all", (LastGave(7),))
    person = Person.objects.create(created_at=towns.NOW)
    key = IdentityKey.objects.create(kind="handle", value="a", person=person, created_at=towns.NOW)
    gift = NewFact("gift.received", key.pk, towns.NOW - timedelta(days=40), "x", None, 5, "EUR")
    activity.append([gift])
    building.rebuild(layout.home())

    assert queries.count(lapsed, Scope.EVERYONE) == 1
    activity.append([NewFact("gift.received", key.pk, towns.NOW, "x", None, 5, "EUR")])
    assert queries.count(lapsed, Scope.EVERYONE) == 0
