"""Places of a week are tried all at once where few are taken; whoever finds the first one taken is looked at again."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from muster.delivery import fence
from muster.delivery.actions import parcels, slots
from muster.delivery.models import ContactSlot, Parcel, Release
from muster.kit import clock

if TYPE_CHECKING:
    from tests.domains.delivery.conftest import World

pytestmark = pytest.mark.django_db
MANY = 24


@pytest.fixture
def live(world: World) -> World:
    world.house(mode="live")
    world.people(MANY)
    return world


def claim() -> parcels.Claimed:
    token = fence.in_database()
    assert token is not None
    taken = parcels.claim(worker="w", channels=["email"], token=token)
    assert taken is not None
    return taken


def occupied(release: Release, *, places: int = 1) -> set[int]:
    """Let something else hold places of those who come last, whom no sample asks."""
    people = release.snapshot.recipients.filter(position__gte=slots._ASKED)
    late = set(people.values_list("person_id", flat=True))
    week = slots.week_of(clock.now())
    for person in late:
        for place in range(1, places + 1):
            ContactSlot.objects.create(
                person_id=person, channel="email", week=week, place=place, release_id=999_999
            )
    return late


def test_whose_first_place_is_taken_gets_the_next(live: World, settings) -> None:
    settings.MUSTER_WEEKLY_CAPS = {"email": 2}
    release = live.release()
    late = occupied(release)
    assert all(one.open for one in claim().people)
    mine = ContactSlot.objects.filter(release_id=release.pk)
    assert mine.count() == MANY
    assert set(mine.filter(place=2).values_list("person_id", flat=True)) == late


def test_whose_places_are_all_taken_is_left_out(live: World, settings) -> None:
    settings.MUSTER_WEEKLY_CAPS = {"email": 2}
    late = occupied(live.release(), places=2)
    left = {one.person_id for one in claim().people if one.why == parcels.FULL_WEEK}
    assert left == late


def test_a_place_of_last_week_is_kept_by_its_release(live: World, settings) -> None:
    settings.MUSTER_WEEKLY_CAPS = {"email": 2}
    release = live.release()
    claim()
    week = timedelta(days=7)
    ContactSlot.objects.update(week=slots.week_of(clock.now()) - week)
    Release.objects.filter(pk=release.pk).update(released_at=release.released_at - week)
    Parcel.objects.update(state="pending", worker="", claimed_at=None)
    assert all(one.open for one in claim().people)
    assert ContactSlot.objects.count() == MANY
