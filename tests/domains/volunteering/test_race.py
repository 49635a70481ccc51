"""A hundred people press at once for ten places: ten are in, ninety wait in their order, nobody is lost."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from muster.kit.actors import system
from muster.volunteering import actions, errors
from muster.volunteering.models import Shift, SignUp
from tests.cast import make_cast
from tests.domains.volunteering.helpers import NOW, key, later, shift, task
from tests.make import Make

PEOPLE, SLOTS, AT_ONCE = 100, 10, 25
ME = system("test")


@pytest.mark.django_db(transaction=True)
def test_a_hundred_at_once_never_overfill_and_nobody_in_the_line_is_lost() -> None:
    cast, make = make_cast(), Make()
    one = shift(task(cast.olga), cast.olga, slots=SLOTS)
    keys = [key(make.person()) for _ in range(PEOPLE)]
    start = Barrier(AT_ONCE)

    def press(place: int) -> str:
        try:
            if place < AT_ONCE:
                start.wait(30)
            moment = later(seconds=place)
            sign_up = actions.take(shift=one, key=keys[place], by=ME, at=moment, wait=True)
            again = pytest.raises(errors.AlreadyIn)
            with again:
                actions.take(shift=one, key=keys[place], by=ME, at=moment, wait=True)
            return str(sign_up.place)
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        places = list(pool.map(press, range(PEOPLE)))
    assert (places.count("in"), places.count("waiting")) == (SLOTS, PEOPLE - SLOTS)
    assert _taken(one) == SLOTS
    _everybody_leaves(one)


def _everybody_leaves(one: Shift) -> None:
    """Those who are in go all at once; the first ten of the line have their places."""
    line = list(SignUp.objects.filter(shift=one, place="waiting").order_by("at", "id"))
    present = list(SignUp.objects.filter(shift=one, place="in", left_at=None))

    def go(sign_up: SignUp) -> None:
        try:
            actions.leave(sign_up=sign_up, by=ME, at=NOW)
        finally:
            connection.close()

    with ThreadPoolExecutor(SLOTS) as pool:
        list(pool.map(go, present))
    seated = SignUp.objects.filter(shift=one, place="in", left_at=None)
    assert {row.pk for row in seated} == {row.pk for row in line[:SLOTS]}
    assert SignUp.objects.filter(shift=one, place="waiting", left_at=None).count() == 80
    assert _taken(one) == SLOTS


def _taken(one: Shift) -> int:
    one.refresh_from_db()
    return one.taken


@pytest.mark.django_db(transaction=True)
def test_a_place_on_offer_goes_to_one_of_ten() -> None:
    cast, make = make_cast(), Make()
    one = shift(task(cast.olga), cast.olga, slots=1)
    owner = actions.take(shift=one, key=key(make.person()), by=ME, at=NOW)
    offer = actions.offer_swap(sign_up=owner, by=ME, at=NOW)
    keys = [key(make.person()) for _ in range(10)]

    def press(place: int) -> bool:
        try:
            actions.take_swap(swap=offer, key=keys[place], by=ME, at=NOW)
        except errors.OfferOver:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(10) as pool:
        assert sum(pool.map(press, range(10))) == 1
    assert SignUp.objects.filter(shift=one, left_at=None).count() == _taken(one) == 1


@pytest.mark.django_db(transaction=True)
def test_two_shifts_at_one_time_go_to_one_person_once_however_fast_they_press() -> None:
    cast, make = make_cast(), Make()
    pairs = [[shift(task(cast.olga), cast.olga) for _ in range(4)] for _ in range(3)]
    keys = [key(make.person()) for _ in pairs]
    start = Barrier(4)

    def press(pair: int, place: int) -> bool:
        try:
            start.wait(30)
            actions.take(shift=pairs[pair][place], key=keys[pair], by=ME, at=NOW, wait=True)
        except errors.Elsewhere:
            return False
        finally:
            connection.close()
        return True

    for pair in range(3):
        with ThreadPoolExecutor(4) as pool:
            assert sum(pool.map(press, [pair] * 4, range(4))) == 1
        assert SignUp.objects.filter(key=keys[pair], left_at=None).count() == 1
