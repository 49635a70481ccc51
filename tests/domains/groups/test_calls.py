"""A call list: plain words, one person in one hand, and what came of it on the person’s record."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from muster.activity import queries as log
from muster.audit.models import Entry
from muster.groups import actions, calls, errors
from muster.groups import leading_errors as refusals
from muster.groups.models import CallTarget
from muster.kit.scope import Scope, entered
from muster.people import actions as people
from muster.people.models import ConsentState, Note
from tests.cast import Cast
from tests.domains.groups.leaders import SCRIPT, leader, listed, member, now, ring
from tests.domains.groups.team import NOW, minute
from tests.make import Make

pytestmark = pytest.mark.django_db
PHONE = "+48601000001"


def in_scope(by):
    return entered(Scope(person_id=by.person.pk))


def took(by, held, *, hours=0):
    with in_scope(by):
        return actions.take(call_list=held, by=by, signed_in_at=now() - timedelta(hours=hours))


def shown(by, held):
    with in_scope(by):
        return calls.in_hand(held, by)


def noted(by, target, outcome, note=""):
    with in_scope(by):
        return actions.note_outcome(target=target, outcome=outcome, note=note, by=by, at=NOW)


def test_a_leader_calls_and_the_fact_stands_with_the_person(make: Make, cast: Cast) -> None:
    lea, mia = leader(make, cast.olga), member(make, phone=PHONE)
    held = listed(lea, mia)
    assert shown(lea, held) is None
    target = took(lea, held)
    one = shown(lea, held)
    assert one is not None
    assert (one.phone, one.shown_as) == (PHONE, "Mia")
    assert one.script() == "Hello Mia, this is the team of Łódź."
    noted(lea, target, "reached", "Comes on Saturday")
    assert shown(lea, held) is None
    phone = mia.keys.get(kind="phone")
    [fact] = log.timeline([phone.pk], limit=5, kinds=["call.logged"])
    assert fact.data == {"direction": "out", "outcome": "talked"}
    assert (fact.ref, fact.source) == ("First words", f"leader:{lea.person.pk}")
    [own] = log.timeline([lea.key.pk], limit=5, kinds=["call.made"])
    assert own.sentence == "Made a call for their team: First words"
    note = Note.objects.get()
    assert (note.text, note.author_name, note.person_id) == ("Comes on Saturday", "Lea L.", mia.pk)
    assert Entry.objects.filter(verb="number.shown", actor=lea.actor).count() == 1


@pytest.mark.parametrize(
    ("outcome", "logged"), [(one, two[0]) for one, two in calls.LOGGED.items()]
)
def test_every_outcome_is_one_of_the_log(make: Make, cast: Cast, outcome: str, logged: str) -> None:
    lea, mia = leader(make, cast.olga), member(make, phone=PHONE)
    noted(lea, took(lea, listed(lea, mia)), outcome)
    phone = mia.keys.get(kind="phone")
    [fact] = log.timeline([phone.pk], limit=5, kinds=["call.logged"])
    assert fact.data["outcome"] == logged


def test_whoever_asks_not_to_be_called_is_on_no_list_again(make: Make, cast: Cast) -> None:
    lea, mia = leader(make, cast.olga), member(make, phone=PHONE)
    ring(mia, "+48601000009")
    noted(lea, took(lea, listed(lea, mia)), "asked_not_to_be_called")
    states = ConsentState.objects.filter(key__person=mia, purpose="calls")
    assert [one.state for one in states] == ["withdrawn", "withdrawn"]
    with pytest.raises(refusals.NobodyToCall):
        listed(lea, mia)


def test_a_no_since_the_list_was_made_takes_them_off_it(make: Make, cast: Cast) -> None:
    lea, mia, ola = (
        leader(make, cast.olga),
        member(make, phone=PHONE),
        member(make, "Ola", phone="+48601000002"),
    )
    held = listed(lea, mia, ola)
    people.stop_calls(person_id=mia.pk, by=cast.olga, at=NOW)
    assert took(lea, held).key.person_id == ola.pk
    assert not CallTarget.objects.filter(key__person=mia).exists()


def test_whoever_left_the_team_is_not_called_for_it(make: Make, cast: Cast) -> None:
    lea, mia = leader(make, cast.olga), member(make, phone=PHONE)
    held = listed(lea, mia)
    actions.leave(membership=lea.group.memberships.get(key__person=mia), by=cast.olga, at=NOW)
    with pytest.raises(refusals.NobodyLeft):
        took(lea, held)


def test_a_caller_has_one_in_hand_and_others_get_others(make: Make, cast: Cast) -> None:
    lea, leo = leader(make, cast.olga), leader(make, cast.olga, "call", given_name="Leo")
    mia, ola = member(make, phone=PHONE), member(make, "Ola", phone="+48601000002")
    held = listed(lea, mia, ola)
    first = took(lea, held)
    assert took(lea, held).pk == first.pk
    second = took(leo, held)
    assert second.pk != first.pk
    with pytest.raises(refusals.NotInHand):
        noted(leo, first, "reached")
    assert shown(leo, held).target.pk == second.pk
    with in_scope(leo):
        actions.put_back(target=second, by=leo)
    assert shown(leo, held) is None
    assert took(leo, held).pk == second.pk


def test_a_call_that_lapsed_is_somebody_else_s_and_shows_no_number(make: Make, cast: Cast) -> None:
    lea, leo = leader(make, cast.olga), leader(make, cast.olga, "call", given_name="Leo")
    held = listed(lea, member(make, phone=PHONE))
    target = took(lea, held)
    with pytest.raises(refusals.NobodyLeft):
        took(leo, held)
    CallTarget.objects.update(taken_at=now() - calls.HELD_FOR)
    assert shown(lea, held) is None
    assert took(leo, held).pk == target.pk
    with pytest.raises(refusals.NotInHand):
        noted(lea, target, "reached")


def test_no_number_without_the_right_a_fresh_sign_in_and_an_open_list(
    make: Make, cast: Cast
) -> None:
    lea, leo = leader(make, cast.olga), leader(make, cast.olga, "welcome", given_name="Leo")
    held = listed(lea, member(make, phone=PHONE))
    with pytest.raises(errors.NoSuchPower):
        took(leo, held)
    with pytest.raises(refusals.SignInAgain):
        took(lea, held, hours=13)
    took(lea, held, hours=11)
    actions.take_rights(leadership=lea.group.leaderships.get(key=lea.key), by=cast.olga, at=NOW)
    assert shown(lea, held) is None
    with pytest.raises(errors.NoSuchPower):
        took(lea, held)
    with in_scope(leo), pytest.raises(errors.NoSuchPower):
        actions.close_list(call_list=held, by=leo, at=NOW)
    actions.close_list(call_list=held, by=cast.olga, at=NOW)
    with pytest.raises(refusals.ListClosed):
        took(leader(make, cast.olga, given_name="Ida"), held)


def test_so_many_numbers_a_day_and_no_more(
    make: Make, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(calls, "A_DAY", 1)
    lea = leader(make, cast.olga)
    held = listed(lea, member(make, phone=PHONE), member(make, "Ola", phone="+48601000002"))
    noted(lea, took(lea, held), "no_answer")
    with pytest.raises(refusals.EnoughNumbers):
        took(lea, held)


def test_a_list_holds_a_proven_number_and_nobody_without_one(make: Make, cast: Cast) -> None:
    lea, mia, none = leader(make, cast.olga), member(make, phone=PHONE), member(make, "Ola")
    proven = ring(mia, "+48601000003")
    proven.verified_at = NOW
    proven.save()
    held = listed(lea, none, mia)
    assert [one.key_id for one in held.targets.all()] == [proven.pk]
    with in_scope(lea):
        assert [(one.shown_as, one.outcome) for one in calls.lines(held)] == [("Mia", "")]


@pytest.mark.parametrize(
    ("told", "problem"),
    [
        ({"script": " "}, refusals.NotAScript),
        ({"script": "Hello {family_name}"}, refusals.NotAScript),
        ({"script": "x" * 4001}, refusals.NotAScript),
        ({"title": " \x00 "}, refusals.NoTitle),
        ({"source": "stars"}, refusals.NotASource),
    ],
)
def test_what_is_no_list_is_refused_in_words(
    make: Make, cast: Cast, told: dict, problem: type
) -> None:
    lea, mia = leader(make, cast.olga), member(make, phone=PHONE)
    whole = {"title": "T", "script": SCRIPT, "source": "unspoken", "members": [mia.pk]} | told
    with pytest.raises(problem):
        actions.make_list(group=lea.group, by=lea, at=minute(1), **whole)


def test_an_outcome_is_one_we_know(make: Make, cast: Cast) -> None:
    lea = leader(make, cast.olga)
    target = took(lea, listed(lea, member(make, phone=PHONE)))
    with pytest.raises(refusals.NotAnOutcome):
        noted(lea, target, "sang")
    noted(lea, target, "left_word")
    with pytest.raises(refusals.NotInHand):
        noted(lea, target, "reached")


@given(name=st.text(max_size=20))
def test_a_name_is_data_whatever_it_looks_like(name: str) -> None:
    said = calls.read_out("Hello {given_name}!", name)
    assert said == f"Hello {name}!"


@pytest.mark.django_db(transaction=True)
def test_eight_callers_at_once_never_get_the_same_person(transactional_db: None) -> None:
    from tests.cast import make_cast

    cast, make = make_cast(), Make()
    callers = [leader(make, cast.olga, "call", given_name=f"L{n}") for n in range(8)]
    people_ = [member(make, f"M{n}", phone=f"+4860300000{n}") for n in range(6)]
    held = listed(callers[0], *people_)
    gate, taken, left = threading.Barrier(8), [], []

    def call(by):
        try:
            gate.wait()
            taken.append(took(by, held).pk)
        except refusals.NobodyLeft:
            left.append(by)
        finally:
            connection.close()

    calling = [threading.Thread(target=call, args=(by,)) for by in callers]
    for one in calling:
        one.start()
    for one in calling:
        one.join()
    assert len(taken) == len(set(taken)) == 6
    assert len(left) == 2
