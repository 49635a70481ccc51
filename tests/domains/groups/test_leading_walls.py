"""What the database itself shows of calls, bonds and aims: to strangers, members, leaders and staff of a region."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection, transaction
from django.db.utils import ProgrammingError

from muster.groups import actions, calls, leading, point_people
from muster.groups.models import Aim, CallTarget, PointPerson, Told
from muster.kit.actors import system
from muster.kit.errors import NotFound
from muster.kit.scope import Scope, entered
from muster.people import actions as people
from tests.cast import Cast
from tests.domains.groups.leaders import leader, listed, member, membership, now
from tests.domains.groups.team import NOW
from tests.make import Make

pytestmark = pytest.mark.django_db
TABLES = (
    "groups_pointperson", "groups_told", "groups_telling", "groups_calllist", "groups_calltarget", "groups_aim",
)  # fmt: skip
NOTHING = dict.fromkeys(TABLES, 0)
ALL = dict.fromkeys(TABLES, 1)


@pytest.fixture
def world(make: Make, cast: Cast) -> dict[str, Any]:
    """A team in which one leader looks after one member, has a list of one and an aim."""
    lea, mia = leader(make, cast.olga), member(make, phone="+48601000001")
    actions.point(
        group=lea.group, membership=membership(mia, lea.group), leader=lea.key.pk, by=lea, at=NOW
    )
    Told.objects.create(point=PointPerson.objects.get(), fact=1, kind="post.made", at=NOW)
    actions.choose_letters(key=lea.key, wanted=True)
    actions.set_aims(group=lea.group, week=NOW.date(), aims={"calls": "1"}, by=lea, at=NOW)
    return {"lea": lea, "mia": mia, "list": listed(lea, mia)}


def counts() -> dict[str, int]:
    found = {}
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"SELECT count(*) FROM {table}")
            found[table] = cursor.fetchone()[0]
    return found


def test_each_reader_sees_what_is_theirs(world: Any, make: Make, cast: Cast) -> None:
    lea, mia = world["lea"], world["mia"]
    leo = leader(make, cast.olga, "welcome", given_name="Leo")
    seen = {
        Scope.NOBODY: NOTHING,
        Scope(person_id=make.person().pk): NOTHING,
        Scope(person_id=lea.person.pk): ALL,
        # Another leader without the right to call: who looks after whom, and nothing of calls or news.
        Scope(person_id=leo.person.pk): NOTHING | {"groups_pointperson": 1, "groups_aim": 1},
        Scope(person_id=mia.pk): NOTHING | {"groups_pointperson": 1, "groups_aim": 1},
        cast.rita.scope: ALL | {"groups_telling": 1},
        Scope(regions=frozenset({"FR-75C"})): NOTHING,
        Scope.EVERYONE: ALL,
    }
    for scope, expected in seen.items():
        with entered(scope):
            assert counts() == expected, scope


def test_a_number_is_shown_to_whoever_took_it_and_to_nobody_else(
    world: Any, make: Make, cast: Cast
) -> None:
    lea, held = world["lea"], world["list"]
    leo = leader(make, cast.olga, "call", given_name="Leo")
    target = CallTarget.objects.get()
    ask = "SELECT phone FROM groups_in_hand(%s, interval '1 day')"

    def asked(scope):
        with entered(scope), connection.cursor() as cursor:
            cursor.execute(ask, [target.pk])
            return cursor.fetchall()

    assert asked(Scope(person_id=lea.person.pk)) == []
    with entered(Scope(person_id=lea.person.pk)):
        actions.take(call_list=held, by=lea, signed_in_at=now())
    assert asked(Scope(person_id=lea.person.pk)) == [("+48601000001",)]
    for scope in (Scope(person_id=leo.person.pk), Scope(person_id=world["mia"].pk), Scope.NOBODY):
        assert asked(scope) == []


def test_a_leader_cannot_write_themselves_a_call_in_another_team(
    world: Any, make: Make, cast: Cast
) -> None:
    other = leader(make, cast.olga, given_name="Ida", postcode="00-001")
    assert other.group != world["lea"].group
    with entered(Scope(person_id=other.person.pk)):
        assert CallTarget.objects.update(taken_by=other.key, taken_at=now()) == 0
        assert calls.lines(world["list"]) == []
        assert point_people.team(world["lea"].group) == []
        assert point_people.leaders(world["lea"].group) == []
    with transaction.atomic(), pytest.raises(ProgrammingError):
        with entered(Scope(person_id=other.person.pk)):
            Aim.objects.create(
                group=world["lea"].group, week=NOW.date(), what="gifts", number=1, set_by="x"
            )


def test_who_leads_no_longer_finds_nothing(world: Any, cast: Cast) -> None:
    lea = world["lea"]
    assert leading.lead(lea.group.slug, lea.person).rights == lea.rights
    actions.take_rights(leadership=lea.group.leaderships.get(), by=cast.olga, at=NOW)
    with pytest.raises(NotFound):
        leading.lead(lea.group.slug, lea.person)
    with pytest.raises(NotFound):
        leading.lead("nowhere", lea.person)


def test_a_person_gets_their_part_and_takes_it_with_them(world: Any) -> None:
    from muster.groups.registry import export

    lea, mia = world["lea"], world["mia"]
    assert export(mia)["point_people"][0]["they"] == "were looked after"
    assert export(mia)["calls"] == [{"list": "First words", "outcome": "", "note": ""}]
    assert export(lea.person)["point_people"][0]["they"] == "looked after"
    with entered(Scope(person_id=lea.person.pk)):
        actions.take(call_list=world["list"], by=lea, signed_in_at=now())
    people.forget_person(person=lea.person, by=system("test"))
    assert CallTarget.objects.get().taken_by is None
    people.forget_person(person=mia, by=system("test"))
    assert counts() == NOTHING | {"groups_calllist": 1, "groups_aim": 1}
