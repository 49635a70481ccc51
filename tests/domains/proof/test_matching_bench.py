"""The referee of plans and the second judge of skills: they must say no where no is right."""

from __future__ import annotations

import numpy as np
import pytest

from muster.kit import clock
from muster.proof.benches.matching import referee, willing
from muster.proof.benches.matching.judging import Judge
from muster.proof.benches.matching.referee import Choices
from muster.volunteering import demands, standings
from muster.volunteering.models import Shift

# Ana and Bo, two shifts of one day: Ana fits both, Bo the first alone. Greed gives Ana the first.
PAIRS = {("ana", 0): 100, ("ana", 1): 300, ("bo", 0): 200}
NAMES = {"ana": 1, "bo": 2}


def choices(
    *taken: tuple[str, int], days: tuple[int, int] = (0, 0), slots: tuple[int, int] = (1, 1)
) -> Choices:
    return Choices(
        person=np.array([NAMES[who] for who, _shift in PAIRS]),
        day=np.array([days[shift] for _who, shift in PAIRS]),
        shift=np.array([shift for _who, shift in PAIRS]),
        cost=np.array(list(PAIRS.values())),
        taken=np.array([pair in taken for pair in PAIRS]),
        slots=np.array(slots),
        second=300,
    )


def test_a_plan_that_leaves_a_place_empty_for_nothing_is_not_the_best() -> None:
    assert not referee.is_best(choices(("ana", 0)))
    assert not referee.is_best(choices())


def test_moving_somebody_to_fill_one_place_more_is_the_best() -> None:
    best = choices(("ana", 1), ("bo", 0))
    assert referee.is_sound(best)
    assert referee.is_best(best)
    assert referee.of_plan(best) == referee.Outcome(empty=0, cost=500)
    assert referee.of_greed(best) == referee.Outcome(empty=1, cost=100)


def test_as_many_for_more_is_not_the_best() -> None:
    assert not referee.is_best(choices(("bo", 0), slots=(1, 0)))
    assert referee.is_best(choices(("ana", 0), slots=(1, 0)))


def test_a_second_shift_costs_more_and_two_a_day_break_the_rules() -> None:
    # On two days Ana could do both for 700; with Bo in the first it is 500.
    twice = choices(("ana", 0), ("ana", 1), days=(0, 1))
    assert referee.is_sound(twice)
    assert referee.of_plan(twice).cost == 700
    assert not referee.is_best(twice)
    assert not referee.is_sound(choices(("ana", 0), ("ana", 1)))
    assert not referee.is_sound(choices(("ana", 0), ("bo", 0)))


@pytest.mark.django_db
def test_both_judges_agree_about_everybody() -> None:
    people = set(willing.fill(120, 24))
    judge, looked = Judge(), 0
    for shift in demands.with_needs(Shift.objects.filter(starts_at__gt=clock.now())):
        needs = list(shift.task.needs.all())
        found = standings.qualified(people, needs, on=demands.last_day(demands.of(shift)))
        assert found == {one for one in people if judge.fits(shift, one)}
        looked += len(people) - len(found)
    assert looked
