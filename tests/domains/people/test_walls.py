"""R1: without a scope nobody is seen, by the querysets and by the database itself."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection, transaction
from django.db.utils import IntegrityError, ProgrammingError

from muster.activity import queries as activity
from muster.kit.actors import system
from muster.kit.scope import Scope, entered
from muster.people import actions
from muster.people.models import IdentityKey, Note, Person, Trait

pytestmark = pytest.mark.django_db
TABLES = (
    "people_person", "people_identitykey", "people_trait", "people_note", "people_consententry",
    "people_consentstate", "people_identityclaim", "people_mergeedge", "activity_fact",
)  # fmt: skip


@pytest.fixture
def two(make: Any, cast: Any) -> tuple[Person, Person]:
    lodz = make.person(given_name="Ewa", tags=["a"], consent=True)
    warsaw = make.person(given_name="Jan", postcode="00-001", tags=["a"], consent=True)
    for person in (lodz, warsaw):
        actions.add_note(person=person, text="A note", by=cast.olga)
    return lodz, warsaw


def counts() -> dict[str, int]:
    found = {}
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"SELECT count(*) FROM {table}")
            found[table] = cursor.fetchone()[0]
    return found


def test_no_scope_is_nobody_in_the_database(two: Any) -> None:
    everything = counts()
    assert everything["people_person"] == 2
    with entered(Scope.NOBODY):
        assert set(counts().values()) == {0}
    with entered(Scope.EVERYONE):
        assert counts() == everything


def test_an_unset_scope_is_nobody_too(two: Any) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE muster_web")
        cursor.execute("RESET muster.scope")
        assert set(counts().values()) == {0}


def test_no_scope_is_nobody_in_the_querysets(two: Any) -> None:
    assert not Person.objects.visible_to(Scope.NOBODY).exists()
    assert not Person.objects.visible_to(Scope(regions=frozenset())).exists()
    assert Person.objects.visible_to(Scope.EVERYONE).count() == 2


def test_a_region_sees_its_own_and_nothing_of_others(two: Any) -> None:
    lodz, warsaw = two
    with entered(Scope(regions=frozenset({"PL-10", "FR-IDF"}))):
        assert list(Person.objects.values_list("id", flat=True)) == [lodz.id]
        assert set(IdentityKey.objects.values_list("person_id", flat=True)) == {lodz.id}
        assert set(Trait.objects.values_list("person_id", flat=True)) == {lodz.id}
        assert set(Note.objects.values_list("person_id", flat=True)) == {lodz.id}
    keys = list(IdentityKey.objects.values_list("id", flat=True))
    with entered(Scope(regions=frozenset({"PL-10"}))):
        mine = set(lodz.keys.values_list("id", flat=True))
        assert {fact.key_id for fact in activity.timeline(keys, limit=99)} == mine
        assert not Person.objects.filter(id=warsaw.id).update(given_name="X")


def test_a_link_opens_one_person(two: Any) -> None:
    _lodz, warsaw = two
    with entered(Scope(person_id=warsaw.id)):
        assert list(Person.objects.values_list("id", flat=True)) == [warsaw.id]
        assert set(IdentityKey.objects.values_list("person_id", flat=True)) == {warsaw.id}


def test_nobody_can_be_written_into_another_region(two: Any) -> None:
    lodz, _warsaw = two
    with pytest.raises(ProgrammingError, match="row-level security"):
        with entered(Scope(regions=frozenset({"PL-10"}))):
            Person.objects.filter(id=lodz.id).update(region="PL-14")


def test_moving_moves_sight_at_once(two: Any) -> None:
    lodz, _warsaw = two
    Person.objects.filter(id=lodz.id).update(region="PL-14")
    with entered(Scope(regions=frozenset({"PL-10"}))):
        assert not Person.objects.exists()
        assert not IdentityKey.objects.exists()


def test_a_partition_is_no_way_round(two: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT inhrelid::regclass::text FROM pg_inherits"
            " WHERE inhparent = 'activity_fact'::regclass"
        )
        partitions = [row[0] for row in cursor.fetchall()]
    assert len(partitions) >= 5
    with entered(Scope.EVERYONE), connection.cursor() as cursor:
        for name in partitions:
            cursor.execute(f"SELECT count(*) FROM {name}")
            assert cursor.fetchone()[0] == 0


def test_the_ledger_only_grows(two: Any) -> None:
    for sql in (
        "UPDATE people_consententry SET state = 'granted'",
        "DELETE FROM people_consententry",
    ):
        with pytest.raises(ProgrammingError, match="append-only"), transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute(sql)


def test_machine_and_owner_pass(two: Any) -> None:
    for role in ("muster_machine", "muster_owner"):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL ROLE {role}")
            assert counts()["people_person"] == 2


def test_machine_can_import_and_make_months() -> None:
    from datetime import UTC, datetime

    from muster.activity import actions as log

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE muster_machine")
        known = [actions.Known(keys=[("email", f"m{n}@people.example")]) for n in range(60)]
        results = actions.resolve(
            known=known, source="import:1", by=system("worker"), at=datetime.now(UTC)
        )
        assert len({result.person_id for result in results}) == 60
        log.make_next_months(at=datetime.now(UTC))


def test_keys_and_traits_name_people_who_exist_and_keep_them(two: Any) -> None:
    somebody, other = two
    nobody = max(somebody.id, other.id) + 1_000
    for sql in (
        "UPDATE people_identitykey SET person_id = %s WHERE person_id = %s",
        "UPDATE people_trait SET person_id = %s WHERE person_id = %s",
    ):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql, [nobody, somebody.id])
    with pytest.raises(IntegrityError), transaction.atomic():
        Trait.objects.create(person_id=nobody, kind="tag", value="a", from_at=somebody.created_at)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM people_person WHERE id = %s", [somebody.id])
