"""The queue of pairs: found, joined, kept apart, put off; and what a machine may do by itself."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from muster.kit import clock
from muster.kit.actors import system
from muster.kit.scope import Scope, entered
from muster.people import access, actions, faces, pairs
from muster.people.exporting import own_tables
from muster.people.models import IdentityKey, KeptApart, MergeEdge, Person, PossibleMatch

pytestmark = pytest.mark.django_db
BY = system("matching")


@pytest.fixture
def two(make: Any) -> tuple[Person, Person]:
    """Ewa, who signed up twice: with her mailbox at home and the one at work."""
    one = make.person(given_name="Ewa", family_name="Łęcka", email="ewa77@home.example")
    other = make.person(given_name="ewa", family_name="Lecka", email="ewa77@work.example")
    make.person(given_name="Jan", family_name="Nowak", postcode="00-001")
    return one, other


@pytest.fixture
def match(two: Any) -> PossibleMatch:
    actions.find_matches(by=BY)
    return PossibleMatch.objects.get()


def seen(match: PossibleMatch) -> str:
    said = faces.digests([match.one_id, match.other_id])
    return faces.digest(said[match.one_id], said[match.other_id])


def waiting() -> list[PossibleMatch]:
    return list(pairs.waiting(Scope.EVERYONE))


def test_the_search_says_how_sure_and_why(two: Any, match: PossibleMatch) -> None:
    assert (match.one, match.other) == two
    assert match.score > 0.99
    assert {one["field"]: one["step"] for one in match.weights} == {
        "given": "same", "family": "same", "postcode": "same", "email": "alike",
    }  # fmt: skip
    assert match.stakes == ["recent"]
    assert "ewa" not in str(PossibleMatch.objects.values().get()).lower()


def test_nobody_is_joined_unless_the_organisation_chose_it(two: Any) -> None:
    assert actions.find_matches(by=BY) == (1, 0)
    assert not MergeEdge.objects.exists()
    actions.choose_auto_join(auto_join=True, by=BY)
    assert actions.find_matches(by=BY) == (0, 1)
    edge = MergeEdge.objects.get()
    assert (edge.into_person, edge.from_person, edge.rule) == (two[0].id, two[1].id, "by itself")
    assert edge.certainty > 0.99
    assert actions.find_matches(by=BY) == (0, 0)


def test_what_was_parted_is_not_joined_by_itself_again(two: Any) -> None:
    actions.choose_auto_join(auto_join=True, by=BY)
    actions.find_matches(by=BY)
    actions.part_people(edge=MergeEdge.objects.get(), by=BY)
    assert actions.find_matches(by=BY) == (1, 0)


def test_a_crowd_that_looks_like_one_waits_for_a_colleague(make: Any) -> None:
    for number in range(4):
        make.person(given_name="Ewa", family_name="Łęcka", email=f"ewa77@e{number}.example")
    actions.choose_auto_join(auto_join=True, by=BY)
    assert actions.find_matches(by=BY) == (6, 0)


def test_caps_hold_for_a_machine_too(make: Any) -> None:
    for place in ("home", "work"):
        first = make.person(given_name="Ewa", family_name="Łęcka", email=f"ewa77@{place}.example")
        for number in range(6):
            IdentityKey.objects.create(
                kind="email",
                value=f"{place}{number}@people.example",
                person=first,
                created_at=clock.now(),
            )
    actions.choose_auto_join(auto_join=True, by=BY)
    assert actions.find_matches(by=BY) == (1, 0)


def test_kept_apart_stays_until_a_record_changes(two: Any, match: PossibleMatch, cast: Any) -> None:
    actions.keep_apart(match=match, seen=seen(match), by=cast.olga)
    assert waiting() == []
    assert actions.find_matches(by=BY) == (0, 0)
    actions.edit(person=two[1], fields={"postcode": "90-002"}, by=cast.olga)
    assert actions.find_matches(by=BY).waiting == 1
    assert len(waiting()) == 1


def test_later_comes_back_in_a_week(match: PossibleMatch, cast: Any) -> None:
    apart = actions.put_off(match=match, seen=seen(match), by=cast.olga)
    assert waiting() == []
    KeptApart.objects.filter(id=apart.id).update(until=clock.now() - timedelta(seconds=1))
    assert len(waiting()) == 1
    assert actions.find_matches(by=BY).waiting == 1


def test_ask_again_puts_the_pair_back(match: PossibleMatch, cast: Any) -> None:
    apart = actions.keep_apart(match=match, seen=seen(match), by=cast.olga)
    assert pairs.set_aside(Scope.EVERYONE, limit=5) == [apart]
    actions.find_matches(by=BY)
    actions.ask_again(apart=apart, by=cast.olga)
    assert actions.find_matches(by=BY).waiting == 1


def test_a_join_takes_the_pair_away_and_its_undoing_brings_it_back(
    two: Any, match: PossibleMatch, cast: Any
) -> None:
    edge = actions.join_match(match=match, keep=two[1].id, seen=seen(match), by=cast.olga)
    assert (edge.into_person, edge.rule) == (two[1].id, "possible match")
    assert waiting() == []
    actions.part_people(edge=edge, by=cast.olga)
    assert waiting() == [match]


def test_nobody_decides_about_what_they_did_not_see(
    two: Any, match: PossibleMatch, cast: Any
) -> None:
    before = seen(match)
    actions.edit(person=two[1], fields={"given_name": "Ewunia"}, by=cast.olga)
    for decide in (actions.keep_apart, actions.put_off):
        with pytest.raises(actions.ChangedSince):
            decide(match=match, seen=before, by=cast.olga)
    with pytest.raises(actions.ChangedSince):
        actions.join_match(match=match, keep=two[0].id, seen=before, by=cast.olga)
    assert not MergeEdge.objects.exists()


def test_answers_that_differ_come_first(make: Any) -> None:
    for name in ("ada88", "ewa77"):
        said = {"given_name": name[:3], "family_name": f"Ska{name}", "postcode": f"90-0{name[3:]}"}
        made = [
            make.person(**said, email=f"{name}@{place}.example", consent=True)
            for place in ("home", "work")
        ]
        if name == "ewa77":
            key = IdentityKey.objects.get(person=made[1])
            actions.withdraw(key_id=key.id, purpose="news", source="phone", by=BY)
    actions.find_matches(by=BY)
    first, second = waiting()
    assert first.stakes == ["consent", "recent"]
    assert first.stake > second.stake


def test_both_people_must_be_the_readers(make: Any) -> None:
    said = {"given_name": "Ewa", "family_name": "Łęcka"}
    make.person(**said, email="ewa77@home.example")
    make.person(**said, email="ewa77@work.example", postcode="00-001")
    actions.find_matches(by=BY)
    match = PossibleMatch.objects.get()
    lodz = Scope(regions=frozenset({"PL-10"}))
    assert not pairs.waiting(lodz).exists()
    for scope, count in ((lodz, 0), (Scope.NOBODY, 0), (Scope.EVERYONE, 1)):
        with entered(scope), connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM people_possiblematch")
            assert cursor.fetchone()[0] == count
    assert access.match(match.id, by=type("R", (), {"scope": Scope.EVERYONE})()) == match


def test_export_and_erasure_know_of_pairs(two: Any, match: PossibleMatch, cast: Any) -> None:
    actions.keep_apart(match=match, seen=seen(match), by=cast.olga)
    told = own_tables(two[0])
    assert "family: same" in told["possible_matches"][0]["fields"]
    assert len(told["kept_apart"]) == 1
    actions.forget_person(person=two[0], by=BY)
    assert not PossibleMatch.objects.exists()
    assert not KeptApart.objects.exists()


def test_a_joined_record_still_lends_its_face(two: Any, make: Any, cast: Any) -> None:
    keep = make.person(given_name="Eva", family_name="Other", postcode="00-950")
    actions.join_people(keep=keep, other=two[1], by=cast.olga)
    actions.find_matches(by=BY)
    assert [(pair.one_id, pair.other_id) for pair in waiting()] == [(two[0].id, keep.id)]
