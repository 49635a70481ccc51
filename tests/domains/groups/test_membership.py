"""Who lives in a region is in its team, once; what staff and audiences know of it holds exactly as long."""

from __future__ import annotations

import threading

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from muster.activity import queries as log
from muster.groups import actions, errors, queries
from muster.groups.models import Group, Leadership, Membership
from muster.kit import actors
from muster.kit.scope import Scope, entered
from muster.people import actions as people
from muster.people.models import Person, Trait
from muster.places.models import Region
from tests.cast import Cast
from tests.domains.groups.team import NOW, joined, key_of, minute, placed, topic
from tests.make import Make

pytestmark = pytest.mark.django_db


def traits(person: Person) -> set[str]:
    held = Trait.objects.filter(person=person, kind="group", to_at=None)
    return set(held.values_list("value", flat=True))


def facts(person: Person) -> list[tuple[str, str]]:
    keys = list(person.keys.values_list("id", flat=True))
    told = log.timeline(keys, limit=50, kinds=["group.joined", "group.left"])
    return [(one.kind, one.sentence) for one in reversed(told)]


def test_a_postcode_is_enough(make: Make) -> None:
    ann, team = placed(make, given_name="Ann", family_name="Nowak")
    ben, same = placed(make)
    assert (team.pk, team.region_id, team.name) == (same.pk, "PL-10", "Łódzkie")
    assert (same.members, same.slug) == (2, "lodzkie")
    mine = queries.membership_of(ann, team)
    assert mine is not None
    assert (mine.shown_as, mine.how) == ("Ann N.", "postcode")
    assert traits(ann) == traits(ben) == {"lodzkie"}
    assert facts(ann) == [("group.joined", "Joined the group “Łódzkie”")]
    assert queries.team_of(ann) == team
    assert queries.groups_of(ann) == [team]


def test_placed_twice_is_placed_once(make: Make) -> None:
    ann, team = placed(make)
    actions.place(person=ann, key=key_of(ann), by=actors.system("test"), at=minute(1))
    team.refresh_from_db()
    assert team.members == 1
    assert len(facts(ann)) == 1


def test_nobody_knows_the_region_so_nobody_is_placed(make: Make) -> None:
    lost = make.person(postcode="", country="PL")
    assert lost.region_id is None
    assert actions.place(person=lost, key=key_of(lost), by=actors.system("test"), at=NOW) is None
    assert not Group.objects.exists()


def test_who_left_by_choice_is_not_put_back(make: Make) -> None:
    ann, team = placed(make)
    mine = queries.membership_of(ann, team)
    assert mine is not None
    actions.leave(membership=mine, by=actors.person(ann.pk), at=minute(1))
    actions.leave(membership=mine, by=actors.person(ann.pk), at=minute(2))
    team.refresh_from_db()
    assert (team.members, traits(ann)) == (0, set())
    assert [kind for kind, _said in facts(ann)] == ["group.joined", "group.left"]
    assert (
        actions.place(person=ann, key=key_of(ann), by=actors.system("test"), at=minute(3)) is None
    )
    actions.join(group=team, key=key_of(ann), by=actors.person(ann.pk), at=minute(4))
    assert traits(ann) == {"lodzkie"}


def test_who_moves_comes_to_the_other_team(make: Make, cast: Cast) -> None:
    ann, team = placed(make)
    people.edit(person=ann, fields={"postcode": "00-001"}, by=cast.olga, at=minute(1))
    ann.refresh_from_db()
    there = actions.place(person=ann, key=key_of(ann), by=actors.system("test"), at=minute(2))
    team.refresh_from_db()
    assert there is not None
    assert (there.region_id, team.members, traits(ann)) == ("PL-14", 0, {there.slug})
    assert queries.team_of(ann) == there
    assert Membership.objects.get(group=team).left_why == "moved"
    people.edit(person=ann, fields={"postcode": "90-001"}, by=cast.olga, at=minute(3))
    ann.refresh_from_db()
    assert (
        actions.place(person=ann, key=key_of(ann), by=actors.system("test"), at=minute(4)) == team
    )


def test_a_team_one_chose_is_not_left_for_a_postcode(make: Make, cast: Cast) -> None:
    ann, team = placed(make)
    _ben, warsaw = placed(make, postcode="00-001")
    actions.join(group=warsaw, key=key_of(ann), by=actors.person(ann.pk), at=minute(1))
    assert queries.team_of(ann) == warsaw
    actions.place(person=ann, key=key_of(ann), by=actors.system("test"), at=minute(2))
    assert queries.team_of(ann) == warsaw
    # A topic takes nobody out of their team.
    actions.join(group=topic(cast.olga), key=key_of(ann), by=actors.person(ann.pk), at=minute(3))
    assert [one.slug for one in queries.groups_of(ann)] == [warsaw.slug, "divers"]
    team.refresh_from_db()
    assert team.members == 0


def test_many_are_placed_together(make: Make, cast: Cast) -> None:
    ann, lodz = placed(make)
    gone, _same = placed(make)
    mine = queries.membership_of(gone, lodz)
    assert mine is not None
    actions.leave(membership=mine, by=actors.person(gone.pk), at=minute(1))
    people.edit(person=ann, fields={"postcode": "00-001"}, by=cast.olga, at=minute(1))
    new = [make.person(postcode=code) for code in ("90-001", "00-001", "90-002")]
    keys = [key_of(one).pk for one in (ann, gone, *new)]
    found = actions.place_all(keys=[*keys, 10**9], by=actors.system("test"), at=minute(2))
    assert {person: team.region_id for person, team in found.items()} == {
        ann.pk: "PL-14", new[0].pk: "PL-10", new[1].pk: "PL-14", new[2].pk: "PL-10",
    }  # fmt: skip
    members = dict(Group.objects.values_list("region_id", "members"))
    assert members == {"PL-10": 2, "PL-14": 2}
    assert [facts(one) for one in new] == [
        [("group.joined", "Joined the group “Łódzkie”")],
        [("group.joined", "Joined the group “Mazowieckie”")],
        [("group.joined", "Joined the group “Łódzkie”")],
    ]
    assert [traits(one) for one in new] == [{"lodzkie"}, {"mazowieckie"}, {"lodzkie"}]
    again = actions.place_all(keys=keys, by=actors.system("test"), at=minute(3))
    assert again == found
    assert dict(Group.objects.values_list("region_id", "members")) == members


def test_two_hundred_ask_no_more_than_one(make: Make) -> None:
    placed(make)
    asked = []
    for many in (100, 200):
        known = [
            people.Known(
                keys=(("email", f"{many}-{number}@people.example"),),
                fields={"country": "PL", "postcode": "90-001"}, consents=(), tags=(),
            )
            for number in range(many)
        ]  # fmt: skip
        by = actors.system("test")
        keys = [one.key_ids[0] for one in people.resolve(known=known, source="test", by=by, at=NOW)]
        with CaptureQueriesContext(connection) as questions:
            placed_now = actions.place_all(keys=keys, by=by, at=minute(1))
        assert len(placed_now) == many
        asked.append(len(questions))
    assert asked[0] == asked[1] < 40


def test_a_region_has_one_open_team(make: Make) -> None:
    _ann, team = placed(make)
    with pytest.raises(IntegrityError), transaction.atomic():
        Group.objects.create(
            slug="x", name="x", kind="region", region=Region.objects.get(pk="PL-10"), opened_at=NOW
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        Group.objects.create(slug="y", name="y", kind="topic", region=team.region, opened_at=NOW)


def test_nobody_joins_what_is_closed(make: Make, cast: Cast) -> None:
    divers = topic(cast.olga)
    joined(make, divers)
    actions.close_group(group=divers, by=cast.olga, at=minute(1))
    with pytest.raises(errors.Closed):
        joined(make, divers)
    actions.reopen_group(group=divers, by=cast.olga, at=minute(2))
    joined(make, divers)
    divers.refresh_from_db()
    assert divers.members == 2
    _ann, team = placed(make)
    with pytest.raises(errors.RegionStays):
        actions.close_group(group=team, by=cast.olga, at=minute(3))


def test_the_log_places_whoever_came_another_way(
    make: Make, cast: Cast, transactional_db: None
) -> None:
    ann = make.person()
    [resolved] = people.resolve(
        known=[people.Known(keys=(("email", "via@people.example"),), fields={"country": "PL", "postcode": "00-001"})],
        source="test", by=actors.system("test"), at=NOW, told_as="person.joined",
    )  # fmt: skip
    actions.follow(at=NOW)
    found = Membership.objects.get()
    assert (found.key_id, found.group.region_id) == (resolved.key_ids[0], "PL-14")
    # A file brings people into the records and into no team.
    assert not Membership.objects.filter(key__person=ann).exists()
    moved = Person.objects.get(pk=resolved.person_id)
    people.edit(person=moved, fields={"postcode": "90-001"}, by=cast.olga, at=minute(1))
    actions.follow(at=minute(1))
    assert actions.follow(at=minute(2)) == 0
    assert [one.region_id for one in queries.groups_of(moved)] == ["PL-10"]


def test_joined_and_parted_records_keep_each_their_team(make: Make, cast: Cast) -> None:
    ann, team = placed(make)
    twin = make.person(postcode="00-001")
    divers = topic(cast.olga)
    actions.join(group=divers, key=key_of(twin), by=actors.system("test"), at=NOW)
    edge = people.join_people(keep=ann, other=twin, by=cast.olga)
    assert {one.slug for one in queries.groups_of(ann)} == {team.slug, "divers"}
    assert traits(ann) == {team.slug, "divers"}
    people.part_people(edge=edge, by=cast.olga)
    assert queries.groups_of(ann) == [team]
    assert queries.groups_of(twin) == [divers]
    assert (traits(ann), traits(twin)) == ({team.slug}, {"divers"})


def test_a_group_joined_while_two_were_one_goes_with_its_key(make: Make, cast: Cast) -> None:
    ann, _team = placed(make)
    twin = make.person(postcode="00-001")
    theirs = key_of(twin)
    edge = people.join_people(keep=ann, other=twin, by=cast.olga)
    theirs.refresh_from_db()
    actions.join(group=topic(cast.olga), key=theirs, by=actors.system("test"), at=NOW)
    people.part_people(edge=edge, by=cast.olga)
    assert (traits(ann), traits(twin)) == ({"lodzkie"}, {"divers"})


def test_leading_ends_with_the_membership_and_by_staff(make: Make, cast: Cast) -> None:
    ann, team = placed(make)
    stranger = make.person()
    with pytest.raises(errors.NotAMember):
        actions.give_rights(
            group=team, key=key_of(stranger), rights_given=["call"], by=cast.olga, at=NOW
        )
    with pytest.raises(errors.NoRight):
        actions.give_rights(
            group=team, key=key_of(ann), rights_given=["rule"], by=cast.olga, at=NOW
        )
    actions.give_rights(group=team, key=key_of(ann), rights_given=["call"], by=cast.olga, at=NOW)
    assert queries.leads(ann, team) == {"call"}
    held = actions.give_rights(
        group=team, key=key_of(ann), rights_given=["aims", "moderate", "rule"], by=cast.olga, at=minute(1)
    )  # fmt: skip
    assert queries.leads(ann, team) == {"moderate", "aims"}
    actions.take_rights(leadership=held, by=cast.olga, at=minute(2))
    assert queries.leads(ann, team) == frozenset()
    actions.give_rights(
        group=team, key=key_of(ann), rights_given=["call"], by=cast.olga, at=minute(3)
    )
    mine = queries.membership_of(ann, team)
    assert mine is not None
    actions.leave(membership=mine, by=actors.person(ann.pk), at=minute(4))
    assert not Leadership.objects.filter(to_at=None).exists()


def test_one_is_called_as_one_wishes(make: Make) -> None:
    ann, team = placed(make, given_name="Ann", family_name="Nowak")
    mine = queries.membership_of(ann, team)
    assert mine is not None
    by = actors.person(ann.pk)
    with pytest.raises(errors.Wordless):
        actions.rename_oneself(membership=mine, shown_as=" \u202e ", by=by, at=NOW)
    with pytest.raises(errors.TooLong):
        actions.rename_oneself(membership=mine, shown_as="a" * 41, by=by, at=NOW)
    with entered(Scope(person_id=ann.pk)):
        actions.rename_oneself(membership=mine, shown_as="  Żabka ", by=by, at=NOW)
    mine.refresh_from_db()
    assert (mine.shown_as, mine.shown_key) == ("Żabka", "zabka")


@pytest.mark.django_db(transaction=True)
def test_a_hundred_at_once_are_one_member(make: Make) -> None:
    ann = make.person()
    ben, team = placed(make)
    problems: list[Exception] = []

    def run(number: int) -> None:
        try:
            if number % 2:
                actions.place(person=ann, key=key_of(ann), by=actors.system("test"), at=NOW)
            else:
                actions.join(group=team, key=key_of(ann), by=actors.system("test"), at=NOW)
        except Exception as problem:  # noqa: BLE001 - a thread’s own trouble must not be lost
            problems.append(problem)
        finally:
            connection.close()

    for start in range(0, 100, 20):
        threads = [
            threading.Thread(target=run, args=[number]) for number in range(start, start + 20)
        ]
        for one in threads:
            one.start()
        for one in threads:
            one.join()
    team.refresh_from_db()
    assert problems == []
    assert team.members == Membership.objects.filter(group=team, left_at=None).count() == 2
    assert queries.team_of(ben) == team


@pytest.mark.django_db(transaction=True)
def test_two_newcomers_open_one_team(make: Make) -> None:
    crowd = [make.person() for _number in range(12)]

    def run(person: Person) -> None:
        actions.place(person=person, key=key_of(person), by=actors.system("test"), at=NOW)
        connection.close()

    threads = [threading.Thread(target=run, args=[person]) for person in crowd]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert Group.objects.get().members == 12
