"""Who waits for a first word: oldest first, late ones named, and nobody who was spoken to."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from muster.groups import actions, unspoken
from muster.kit.scope import Scope, entered
from tests.cast import Cast
from tests.domains.groups.leaders import called, did, leader, member, membership, ring
from tests.domains.groups.team import NOW, joined, minute, placed, says, topic
from tests.make import Make

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=30)


def names(by, at=NOW, most=100):
    with entered(Scope(person_id=by.person.pk)):
        return [one.shown_as for one in unspoken.of(by.group, at, most=most).first]


def test_oldest_joiners_come_first_and_late_ones_are_counted(make: Make, cast: Cast) -> None:
    lea = leader(make, cast.olga)
    member(make, "Old", at=minute(1), phone="+48601000001")
    member(make, "New", at=NOW + timedelta(hours=30))
    at = NOW + timedelta(hours=73)
    with entered(Scope(person_id=lea.person.pk)):
        waiting = unspoken.of(lea.group, at)
    assert (waiting.count, waiting.late) == (2, 1)
    assert [(one.shown_as, one.late(at), one.hours(at)) for one in waiting.first] == [
        ("Old", True, 72),
        ("New", False, 43),
    ]
    assert [one.phone for one in waiting.first] == ["+48 … 01", ""]
    assert names(lea, most=1) == ["Old"]


@pytest.mark.parametrize("kind", ["reply.answered", "talk.noted"])
def test_whoever_was_spoken_to_since_they_joined_is_off_the_list(
    make: Make, cast: Cast, kind: str
) -> None:
    lea, mia = leader(make, cast.olga), member(make, at=minute(10))
    did(mia, kind, minute(5))
    assert names(lea) == ["Mia"]
    did(mia, kind, minute(15))
    assert names(lea) == []


def test_a_call_that_reached_nobody_is_a_try_and_no_word(make: Make, cast: Cast) -> None:
    lea, mia = leader(make, cast.olga), member(make, phone="+48601000002")
    called(mia, "no_answer", NOW)
    called(mia, "message", NOW)
    with entered(Scope(person_id=lea.person.pk)):
        assert [one.tries for one in unspoken.of(lea.group, LATER).first] == [2]
    called(mia, "talked", NOW)
    assert names(lea) == []


def test_a_leader_who_names_somebody_on_the_board_has_spoken_to_them(
    make: Make, cast: Cast
) -> None:
    lea = leader(make, cast.olga)
    other, _mia = member(make, "Ola"), member(make, "Mia")
    says(other, lea.group, "Hello @Mia", at=minute(1))
    assert names(lea) == ["Ola", "Mia"]
    says(lea.person, lea.group, "Welcome @Mia!", at=minute(2))
    assert names(lea) == ["Ola"]


def test_two_records_of_one_person_wait_once(make: Make, cast: Cast) -> None:
    from muster.kit.actors import system
    from muster.people import actions as people

    lea, mia = leader(make, cast.olga), member(make, "Mia")
    again = member(make, "Mia", at=minute(5))
    people.join_people(
        keep=mia, other=again, rule="test", certainty=1.0, by=system("test"), at=minute(6)
    )
    assert names(lea) == ["Mia"]


def test_leaders_strangers_and_members_see_no_list(make: Make, cast: Cast) -> None:
    lea, mia = leader(make, cast.olga), member(make)
    for scope in (Scope.NOBODY, Scope(person_id=mia.pk), Scope(person_id=make.person().pk)):
        with entered(scope):
            assert unspoken.of(lea.group, LATER).count == 0
    actions.take_rights(leadership=lea.group.leaderships.get(), by=cast.olga, at=NOW)
    with entered(Scope(person_id=lea.person.pk)):
        assert unspoken.of(lea.group, LATER).count == 0


def test_staff_of_a_region_see_those_of_their_region_in_a_topic(make: Make, cast: Cast) -> None:
    divers = topic(cast.olga)
    joined(make, divers, given_name="Łuk")
    joined(make, divers, given_name="Luc", country="FR", postcode="75001")
    with entered(cast.rita.scope):
        assert [one.shown_as for one in unspoken.of(divers, LATER).first] == ["Łuk"]
    with entered(cast.olga.scope):
        assert unspoken.of(divers, LATER).count == 2


def test_a_hundred_members_are_one_question(make: Make, cast: Cast) -> None:
    lea = leader(make, cast.olga)
    for number in range(5):
        ring(placed(make)[0], f"+4860200000{number}")
    with (
        entered(Scope(person_id=lea.person.pk)),
        CaptureQueriesContext(
            connection,
        ) as asked,
    ):
        assert len(unspoken.of(lea.group, LATER).first) == 5
    assert len(asked) <= 2


def test_a_word_of_another_kind_is_a_fact_of_the_member(make: Make, cast: Cast) -> None:
    from muster.activity import queries as log
    from muster.groups import leading_errors

    lea, mia = leader(make, cast.olga), member(make)
    with entered(Scope(person_id=lea.person.pk)):
        with pytest.raises(leading_errors.NotAWay):
            actions.note_talk(group=lea.group, membership=0, way="dreamt", by=lea, at=minute(1))
        number = membership_in(lea, mia)
        actions.note_talk(group=lea.group, membership=number, way="met", by=lea, at=minute(1))
    key = mia.keys.get()
    [fact] = log.timeline([key.pk], limit=5, kinds=["talk.noted"])
    assert fact.sentence == "A leader of their team spoke to them. We met."
    assert fact.source == f"leader:{lea.person.pk}"


def membership_in(lea, mia):
    with entered(Scope.EVERYONE):
        return membership(mia, lea.group)
