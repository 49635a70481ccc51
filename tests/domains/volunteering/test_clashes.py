"""One person is at one place at a time: whichever way they come to a place, the other shift is named."""

from __future__ import annotations

from datetime import time
from typing import TYPE_CHECKING

import pytest

from muster.activity.models import Fact
from muster.kit.actors import system
from muster.volunteering import actions, errors
from muster.volunteering.models import SignUp, Suggestion
from tests.domains.volunteering.helpers import NOW, key, later, shift, take, task

if TYPE_CHECKING:
    from tests.cast import Cast
    from tests.make import Make

pytestmark = pytest.mark.django_db
ME = system("test")


def test_a_shift_at_the_time_of_another_is_refused_by_its_name(cast: Cast, make: Make) -> None:
    ann = make.person()
    mine = shift(task(cast.olga, title="Soup kitchen"), cast.olga)
    other = shift(task(cast.olga), cast.olga, starts=time(11), ends=time(13))
    after = shift(task(cast.olga), cast.olga, starts=time(12), ends=time(13))
    held = take(mine, ann)
    with pytest.raises(errors.Elsewhere) as refused:
        take(other, ann)
    assert refused.value.message == (
        "There is another shift at that time already: "
        "“Soup kitchen”, Tuesday 1 December, 10:00–12:00 (Warsaw)."
    )
    assert not SignUp.objects.filter(shift=other).exists()
    # What begins as the other ends is no clash, and what was given up is none.
    assert take(after, ann).is_in
    actions.leave(sign_up=held, by=ME, at=NOW)
    with pytest.raises(errors.Elsewhere):
        take(other, ann)
    actions.call_off(shift=after, reason="Storm", by=cast.olga, at=NOW)
    assert take(other, ann).is_in


def test_a_place_on_offer_is_refused_to_whoever_is_elsewhere(cast: Cast, make: Make) -> None:
    ann, bea = make.person(), make.person()
    one, two = shift(task(cast.olga), cast.olga, slots=1), shift(task(cast.olga), cast.olga)
    offer = actions.offer_swap(sign_up=take(one, ann), by=ME, at=NOW)
    take(two, bea)
    with pytest.raises(errors.Elsewhere):
        actions.take_swap(swap=offer, key=key(bea), by=ME, at=NOW)
    with pytest.raises(errors.Elsewhere):
        take(one, bea)


def test_the_line_passes_whoever_is_elsewhere_and_seats_them_once_they_are_free(
    cast: Cast, make: Make
) -> None:
    ann, bea, cem = make.person(), make.person(), make.person()
    one, two = shift(task(cast.olga), cast.olga, slots=2), shift(task(cast.olga), cast.olga)
    first, also = take(one, ann), take(one, make.person())
    second, third = take(one, bea, at=later(minutes=1)), take(one, cem, at=later(minutes=2))
    elsewhere = take(two, bea)
    actions.leave(sign_up=first, by=ME, at=later(hours=1))
    second.refresh_from_db()
    third.refresh_from_db()
    assert (second.waits, third.is_in) == (True, True)
    actions.leave(sign_up=also, by=ME, at=later(hours=1))
    assert actions.seat_who_waits(at=later(hours=1)) == 0
    actions.leave(sign_up=elsewhere, by=ME, at=later(hours=1))
    assert actions.seat_who_waits(at=later(hours=2)) == 1
    second.refresh_from_db()
    assert second.is_in


def test_whoever_was_asked_came_by_the_invitation(cast: Cast, make: Make) -> None:
    clean = task(cast.olga)
    one, ann, bea = shift(clean, cast.olga), make.person(), make.person()
    for person, asked in ((ann, NOW), (bea, None)):
        Suggestion.objects.create(
            shift=one, key=key(person), made_at=NOW, rank=1, points=1.0,
            accepted_at=NOW, decided_by=cast.olga, asked_at=asked,
        )  # fmt: skip
    later_one = shift(clean, cast.olga, starts=time(14), ends=time(16))
    assert [take(later_one, ann).how, take(one, bea).how] == ["invited", "asked"]
    fact = Fact.objects.get(kind__name="shift.joined", key_id=key(ann).pk)
    assert fact.data["how"] == "invited"
