"""The story of the dashboard draws its people; here its own parts are asked, and the record that it reads."""

from __future__ import annotations

from collections import Counter

import pytest

from muster.activity import actions as activity
from muster.activity.facts import NewFact
from muster.kit import clock
from muster.people.models import IdentityKey
from muster.proof.stories.dashboard import steps, volunteers
from muster.proof.stories.dashboard.steps import Played, Step
from muster.proof.stories.dashboard.weeks import Weeks
from tests.make import Make

SEED = 2012


def test_the_same_seed_draws_the_same_people() -> None:
    assert volunteers.everybody(300, SEED) == volunteers.everybody(300, SEED)
    assert volunteers.everybody(300, SEED) != volunteers.everybody(300, SEED + 1)


def test_forty_regions_have_enough_people_for_a_league_on_the_first_monday() -> None:
    everybody = volunteers.everybody(2_000, SEED)
    first = Counter(one.region for one in everybody if one.day < 0)
    assert len(volunteers.regions(2_000)) == volunteers.REGIONS == len(first)
    assert min(first.values()) >= 5
    assert {one.week for one in everybody} == {-1, *range(volunteers.WEEKS)}


def test_nobody_shares_a_mailbox_or_a_telephone() -> None:
    everybody = volunteers.everybody(3_000, SEED)
    assert len({one.email for one in everybody}) == len({one.phone for one in everybody}) == 3_000


def test_only_who_said_yes_is_seen_looking() -> None:
    quiet = [one for one in volunteers.everybody(300, SEED) if not one.attentive]
    did = [volunteers.doings(one, week, SEED) for one in quiet for week in range(6)]
    assert not any(one.pages or one.searches for one in did)


def test_drivers_are_sought_where_they_live() -> None:
    everybody = volunteers.everybody(2_000, SEED)
    towns = volunteers.driving(everybody, 10)
    assert len(towns) == len({region for region, _postcode in towns}) == 10
    for region, postcode in towns:
        assert any(
            one.region == region and one.postcode == postcode and one.proved
            for one in everybody
            if volunteers.DRIVING in one.skills
        )


@pytest.mark.django_db
def test_six_weeks_end_before_the_present_one() -> None:
    calendar = Weeks()
    assert calendar.monday.weekday() == 0
    assert calendar.at(7 * volunteers.WEEKS) <= clock.now() < calendar.at(7 * volunteers.WEEKS + 7)


@pytest.mark.django_db
def test_a_record_is_held_beside_what_was_played(make: Make) -> None:
    played, people = Played(), [make.person().pk, make.person().pk]
    for person in people:
        key = IdentityKey.objects.filter(person=person).earliest("pk")
        activity.append([NewFact("page.viewed", key.pk, clock.now(), "test", ref="/tasks/")])
        played.add([Step(person, "page.viewed", "/tasks/")])
    before = steps.compare(played, people)
    played.add([Step(people[0], "page.viewed", "/tasks/")])
    after = steps.compare(played, people)
    assert (before.exact, before.found, before.wrong) == (2, 2, [])
    assert (after.exact, after.found) == (1, 2)
    assert "missing" in after.wrong[0]


@pytest.mark.django_db
def test_what_nobody_played_is_told(make: Make) -> None:
    person = make.person()
    key = IdentityKey.objects.filter(person=person).earliest("pk")
    activity.append(
        [NewFact("gift.received", key.pk, clock.now(), "test", amount=100, currency="EUR")]
    )
    assert steps.compare(Played(), [person.pk]).exact == 0
