"""A place is taken, waited for, given up and handed on; nobody sits where somebody else does."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from muster.activity.models import Fact
from muster.delivery.models import LetterRow
from muster.kit.actors import system
from muster.people import actions as people
from muster.people.models import Trait
from muster.volunteering import actions, errors
from muster.volunteering.models import SignUp
from tests.domains.volunteering.helpers import NOW, key, later, shift, skill, take, task

if TYPE_CHECKING:
    from tests.cast import Cast
    from tests.make import Make

pytestmark = pytest.mark.django_db
ME = system("test")


def facts(kind: str) -> list[int]:
    return list(
        Fact.objects.filter(kind__name=kind).order_by("id").values_list("key_id", flat=True)
    )


def test_a_place_is_a_row_a_count_a_fact_a_trait_and_a_letter(cast: Cast, make: Make) -> None:
    clean = task(cast.olga)
    ann, one = make.person(), shift(clean, cast.olga)
    sign_up = take(one, ann)
    one.refresh_from_db()
    assert (one.taken, sign_up.is_in) == (1, True)
    assert facts("shift.joined") == [key(ann).pk]
    assert Fact.objects.get(kind__name="shift.joined").ref.name == f"task:{clean.pk}"
    trait = Trait.objects.get(person=ann, kind="shift", to_at=None)
    assert trait.value == f"2026-12-01 10:00 {clean.slug}"
    letter = LetterRow.objects.get(kind="shift-in")
    assert letter.context["when"] == "Tuesday 1 December, 10:00–12:00 (Warsaw)"
    assert f"/shift/{sign_up.pk}-" in letter.context["url"]


def test_a_full_shift_has_a_line_that_moves_up_in_order_and_is_told(cast: Cast, make: Make) -> None:
    one = shift(task(cast.olga), cast.olga, slots=1)
    ann, bea, cem = make.person(), make.person(), make.person()
    first = take(one, ann)
    with pytest.raises(errors.ShiftFull):
        take(one, bea, wait=False)
    second, third = take(one, bea, at=later(minutes=1)), take(one, cem, at=later(minutes=2))
    assert (second.waits, third.waits) == (True, True)
    moved = actions.leave(sign_up=first, why="ill", by=ME, at=later(hours=1))
    assert [row.pk for row in moved] == [second.pk]
    one.refresh_from_db()
    second.refresh_from_db()
    assert (one.taken, second.is_in, second.moved_up_at) == (1, True, later(hours=1))
    assert facts("shift.left") == [key(ann).pk]
    letters = LetterRow.objects.filter(kind="shift-in").order_by("id")
    assert [row.address for row in letters] == [key(ann).value, key(bea).value]
    assert [row.context["moved_up"] for row in letters] == [False, True]
    assert not Trait.objects.filter(person=ann, kind="shift", to_at=None).exists()


def test_more_places_let_the_line_move_and_fewer_put_nobody_out(cast: Cast, make: Make) -> None:
    one = shift(task(cast.olga), cast.olga, slots=1)
    take(one, make.person())
    waits = take(one, make.person())
    actions.change_slots(shift=one, slots=3, by=cast.olga, at=NOW)
    waits.refresh_from_db()
    assert waits.is_in
    with pytest.raises(errors.TooFewSlots):
        actions.change_slots(shift=one, slots=1, by=cast.olga, at=NOW)


def test_nobody_stands_on_a_list_twice_by_another_address(cast: Cast, make: Make) -> None:
    one = shift(task(cast.olga), cast.olga)
    ann = make.person()
    take(one, ann)
    [second] = people.resolve(
        known=[people.Known(keys=(("email", key(ann).value), ("phone", "+48512345678")))],
        source="test", by=ME, at=NOW,
    )  # fmt: skip
    other = next(k for k in ann.keys.all() if k.pk in second.key_ids and k.kind == "phone")
    with pytest.raises(errors.AlreadyIn):
        actions.take(shift=one, key=other, by=ME, at=NOW)


def test_what_is_over_off_or_not_open_is_refused(cast: Cast, make: Make) -> None:
    clean = task(cast.olga)
    one, ann = shift(clean, cast.olga), make.person()
    with pytest.raises(errors.Begun):
        take(one, ann, at=one.starts_at)
    actions.call_off(shift=one, reason="Storm", by=cast.olga, at=NOW)
    with pytest.raises(errors.CalledOff):
        take(one, ann)
    draft = actions.keep_task(
        task=None, told=actions.Told(title="Later", minutes=5, online=True), by=cast.olga, at=NOW
    )
    with pytest.raises(errors.NotOpen):
        take(shift(draft, cast.olga), ann)


def test_a_place_on_offer_changes_hands_in_one_step(cast: Cast, make: Make) -> None:
    one = shift(task(cast.olga), cast.olga, slots=1)
    ann, bea, cem = make.person(), make.person(), make.person()
    first = take(one, ann)
    offer = actions.offer_swap(sign_up=first, by=ME, at=NOW)
    with pytest.raises(errors.AlreadyOffered):
        actions.offer_swap(sign_up=first, by=ME, at=NOW)
    taker = actions.take_swap(swap=offer, key=key(bea), by=ME, at=later(hours=1))
    with pytest.raises(errors.OfferOver):
        actions.take_swap(swap=offer, key=key(cem), by=ME, at=later(hours=1))
    one.refresh_from_db()
    first.refresh_from_db()
    offer.refresh_from_db()
    assert (one.taken, taker.is_in, first.left_why, offer.taken_by) == (1, True, "swapped", taker)
    assert LetterRow.objects.get(kind="shift-swapped").address == key(ann).value


def test_a_place_on_offer_goes_to_the_line_first_and_to_whoever_asks_for_one(
    cast: Cast, make: Make
) -> None:
    one = shift(task(cast.olga), cast.olga, slots=1)
    ann, bea, cem = make.person(), make.person(), make.person()
    first, second = take(one, ann), take(one, bea)
    offer = actions.offer_swap(sign_up=first, by=ME, at=later(hours=1))
    second.refresh_from_db()
    assert (second.is_in, offer.taken_by) == (True, second)
    actions.offer_swap(sign_up=second, by=ME, at=later(hours=2))
    assert take(one, cem, wait=False, at=later(hours=3)).is_in
    one.refresh_from_db()
    assert one.taken == 1


def test_an_offer_taken_back_is_over(cast: Cast, make: Make) -> None:
    one = shift(task(cast.olga), cast.olga, slots=1)
    first = take(one, make.person())
    offer = actions.offer_swap(sign_up=first, by=ME, at=NOW)
    actions.keep_place(swap=offer, by=ME, at=NOW)
    with pytest.raises(errors.OfferOver):
        actions.keep_place(swap=offer, by=ME, at=NOW)
    with pytest.raises(errors.OfferOver):
        actions.take_swap(swap=offer, key=key(make.person()), by=ME, at=NOW)


def test_who_came_is_marked_once_after_it_began(cast: Cast, make: Make) -> None:
    one = shift(task(cast.olga), cast.olga)
    came, did_not = take(one, make.person()), take(one, make.person())
    with pytest.raises(errors.NotBegun):
        actions.finish(sign_up=came, outcome="done", by=cast.olga, at=NOW)
    actions.finish(sign_up=came, outcome="done", by=cast.olga, at=one.ends_at)
    actions.finish(sign_up=did_not, outcome="missed", by=cast.olga, at=one.ends_at)
    with pytest.raises(errors.AlreadyMarked):
        actions.finish(sign_up=came, outcome="missed", by=cast.olga, at=one.ends_at)
    assert (facts("shift.done"), facts("shift.missed")) == ([came.key_id], [did_not.key_id])
    assert not Trait.objects.filter(kind="shift", to_at=None).exists()


def test_calling_off_tells_everybody_and_ends_the_trait(cast: Cast, make: Make) -> None:
    one = shift(task(cast.olga), cast.olga, slots=1)
    ann, bea = make.person(language="it"), make.person()
    take(one, ann)
    take(one, bea)
    with pytest.raises(errors.NoReason):
        actions.call_off(shift=one, reason=" ", by=cast.olga, at=NOW)
    actions.call_off(shift=one, reason="A storm comes", by=cast.olga, at=NOW)
    letters = LetterRow.objects.filter(kind="shift-called-off").order_by("id")
    assert {row.address for row in letters} == {key(ann).value, key(bea).value}
    assert {row.language for row in letters} == {"it", "en"}
    assert not Trait.objects.filter(kind="shift", to_at=None).exists()
    one.refresh_from_db()
    assert (one.sequence, one.taken) == (1, 1)


def test_ending_a_task_calls_its_shifts_off(cast: Cast, make: Make) -> None:
    clean = task(cast.olga)
    one = shift(clean, cast.olga)
    take(one, make.person())
    with pytest.raises(errors.NoReason):
        actions.end_task(task=clean, reason="", by=cast.olga, at=NOW)
    actions.end_task(task=clean, reason="The beach is closed", by=cast.olga, at=NOW)
    one.refresh_from_db()
    clean.refresh_from_db()
    assert (clean.state, one.called_off_at) == ("ended", NOW)


def test_a_skill_is_asked_for_at_the_door(cast: Cast, make: Make) -> None:
    aid = skill(cast.olga)
    one = shift(task(cast.olga, needs=((aid, False),)), cast.olga)
    ann = make.person()
    with pytest.raises(errors.NotQualified, match="First aid"):
        take(one, ann)
    actions.claim(skill=aid, key=key(ann), by=ME, at=NOW)
    assert take(one, ann).is_in


def test_an_erased_person_leaves_a_place_to_the_line(cast: Cast, make: Make) -> None:
    one = shift(task(cast.olga), cast.olga, slots=1)
    ann, bea = make.person(), make.person()
    take(one, ann)
    waits = take(one, bea)
    one.starts_at, one.ends_at = one.starts_at.replace(year=2099), one.ends_at.replace(year=2099)
    one.save()
    actions.forget(ann)
    waits.refresh_from_db()
    one.refresh_from_db()
    assert (waits.is_in, one.taken, SignUp.objects.count()) == (True, 1, 1)
