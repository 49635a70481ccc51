"""Lists of phone calls: each call once under its number, strangers by choice, and a way back."""

from __future__ import annotations

import pytest

from muster.activity.models import Fact
from muster.people.models import IdentityKey, Person
from muster.sources.models import ImportRow
from tests.domains.sources.helpers import bring, counts, everything, foreseen, undo, upload

pytestmark = pytest.mark.django_db
PEOPLE = "Phone,First name\n+48600700801,Ewa\n+48600700802,Jan\n"
HEAD = "Phone,Call date,Outcome,Direction,Minutes,Topic\n"
CALLS = HEAD + (
    "600 700 801,2026-02-03 10:00,Talked,out,4,Doors\n"
    "+48600700802,2026-02-03 11:00,Voicemail,inbound,,\n"
    "+48600700803,2026-02-03 12:00,No answer,,,\n"
    "+48600700801,2026-02-04 10:00,Danced,,,\n"
    "+48600700801,soon,Talked,,,\n"
    "+48600700801,2999-01-01,Talked,,,\n"
    ",2026-02-04 10:00,Talked,,,\n"
)


def told():
    facts = Fact.objects.filter(kind__name="call.logged").order_by("at", "id")
    return [(fact.data["outcome"], fact.data["direction"]) for fact in facts]


def problems(made):
    return list(
        ImportRow.objects.filter(of=made, outcome="refused")
        .order_by("line")
        .values_list("line", "code")
    )


def test_calls_are_facts_and_every_wrong_row_is_named(cast):
    bring(cast.olga, PEOPLE)
    made = bring(cast.olga, CALLS, name="calls.csv", source="Phone bank")
    assert told() == [("talked", "out"), ("message", "in")]
    assert problems(made) == [
        (4, "stranger"), (5, "bad_outcome"), (6, "bad_call_day"), (7, "bad_call_day"), (8, "no_key"),
    ]  # fmt: skip
    assert counts(made) == foreseen(made)
    assert made.counts["calls"] == 2
    again = bring(cast.olga, CALLS, name="calls.csv", source="Phone bank")
    assert (again.counts["calls"], len(told())) == (0, 2)


def test_a_stranger_becomes_a_person_of_one_number_by_choice_and_an_undo_takes_all_back(cast):
    bring(cast.olga, PEOPLE)
    before = everything()
    made = bring(cast.olga, CALLS, name="calls.csv", source="Phone bank", strangers="take")
    assert len(told()) == 3
    assert [key.kind for key in IdentityKey.objects.filter(value="+48600700803")] == ["phone"]
    assert Person.objects.count() == 3
    undo(cast.olga, made)
    assert everything() == before
    bring(cast.olga, CALLS, name="calls.csv", source="Phone bank")
    assert len(told()) == 2


def test_words_of_calls_mean_nothing_in_another_list(cast):
    made = upload(cast.olga, "Email,Outcome,Topic\nann@people.example,Talked,x\n")
    assert [field for _label, field in made.reading["columns"]] == ["email", "extra", "extra"]


def test_headings_that_stand_twice_are_told_and_no_row_is_lost(cast):
    made = upload(cast.olga, "Email,Shoe,Shoe\nann@people.example,1,2\nbo@people.example,3,4\n")
    assert (made.reading["repeated"], foreseen(made)["new"]) == (1, 2)
    assert [label for label, _field in made.reading["columns"]] == ["Email", "Shoe", "Shoe (2)"]
