"""What is pure: circles are found, tiny teams are steadied, leagues fit, sides are drawn fairly, effects measured."""

from __future__ import annotations

import random
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muster.rivalry import best, drawing, effect, forming, loops, points
from muster.rivalry.forming import Team
from muster.rivalry.points import Sum
from tests import trials

NAMES = st.integers(0, 30)


@pytest.mark.parametrize("length", [1, 2, 3, 4, 5])
def test_circles_of_up_to_five_are_found(length: int) -> None:
    ring = [*range(length), 0]
    chain = [(100 + at, 101 + at) for at in range(50)]
    found = loops.circles([*pairwise(ring), *chain, (0, 100), (200, 0)])
    assert found == dict.fromkeys(pairwise(ring), length)


def test_a_circle_of_six_is_none() -> None:
    assert loops.circles(pairwise([*range(6), 0])) == {}


@trials.trials(200)
@given(st.lists(st.tuples(NAMES, NAMES), max_size=60), st.integers(1, 5), st.data())
def test_a_circle_is_found_in_any_crowd(
    crowd: list[tuple[int, int]], length: int, data: st.DataObject
) -> None:
    ring = data.draw(st.permutations(range(31)))[:length]
    edges = list(pairwise([*ring, ring[0]]))
    found = loops.circles([*crowd, *edges])
    assert all(found[edge] <= length for edge in edges)
    # More who bring each other never takes anybody out of a circle.
    assert found.keys() >= loops.circles(crowd).keys()


def test_one_lucky_day_of_three_people_wins_no_week() -> None:
    sums = {1: Sum(30, 3), 2: Sum(400, 100), 3: Sum(200, 100)}
    assert sums[1].each > sums[2].each
    assert [number for number, _score in points.ranked(sums, 30)] == [2, 1, 3]


@trials.trials(100)
@given(
    st.lists(st.tuples(st.integers(0, 500), st.integers(1, 200)), min_size=1, max_size=30),
    st.integers(0, 50),
)
def test_more_points_never_lower_a_score_and_none_leaves_the_span(
    teams: list[tuple[int, int]], steadying: int
) -> None:
    sums = dict(enumerate(Sum(*one) for one in teams))
    middle = points.mean(sums)
    for one in sums.values():
        score = points.steady(one, middle, steadying)
        low, high = sorted((one.each, middle))
        assert low - 1e-9 <= score <= high + 1e-9
        assert points.steady(Sum(one.points + 1, one.heads), middle, steadying) > score


@trials.trials(200)
@given(st.lists(st.tuples(st.integers(5, 5000), st.booleans()), min_size=1, max_size=150))
def test_leagues_have_eight_to_thirty_teams(told: list[tuple[int, bool]]) -> None:
    teams = [Team(at, heads, new) for at, (heads, new) in enumerate(told)]
    leagues = forming.first(teams)
    assert sorted(one for league in leagues for one in league) == list(range(len(teams)))
    if len(teams) >= forming.LEAST:
        assert all(forming.LEAST <= len(league) <= forming.MOST for league in leagues)


@trials.trials(200)
@given(
    st.lists(st.integers(5, 5000), min_size=8, max_size=120),
    st.integers(0, 10),
    st.integers(0, 10),
)
def test_a_week_later_everybody_plays_somewhere(heads: list[int], leave: int, arrive: int) -> None:
    teams = [Team(at, many) for at, many in enumerate(heads)]
    later = teams[leave:] + [Team(1000 + at, 50) for at in range(arrive)]
    leagues = forming.following(forming.first(teams), later)
    assert sorted(one for league in leagues for one in league) == sorted(
        one.number for one in later
    )
    if len(later) >= forming.LEAST:
        assert all(forming.LEAST <= len(league) <= forming.MOST for league in leagues)


def test_the_first_three_move_up_and_as_many_come_the_other_way() -> None:
    leagues = [list(range(10)), list(range(10, 20)), list(range(20, 30))]
    after = forming.following(leagues, [Team(at, 50) for at in range(30)])
    assert {10, 11, 12} <= set(after[0])
    assert {7, 8, 9} <= set(after[1])
    assert {20, 21, 22} <= set(after[1])
    assert [len(league) for league in after] == [10, 10, 10]


@trials.trials(100)
@given(st.lists(st.integers(5, 5000), min_size=8, max_size=80), st.integers(10, 50))
def test_sides_are_drawn_within_sizes_and_always_alike(heads: list[int], percent: int) -> None:
    teams = list(enumerate(heads))
    sides = drawing.sides(teams, percent=percent, order=str)
    assert sides == drawing.sides(teams[::-1], percent=percent, order=str)
    out = sum(one.held_out for one in sides)
    assert abs(out - len(heads) * percent / 100) <= 1
    for layer in {one.layer for one in sides}:
        members = [one for one in sides if one.layer == layer]
        share = len(members) * percent / 100
        assert abs(sum(one.held_out for one in members) - share) <= 1


def _changes(gain: float, *, teams: int, seed: int, noise: float = 1.0) -> list[effect.Change]:
    draw = random.Random(seed)
    return [
        effect.Change(at // 8, at % 4 == 0, draw.gauss(0, noise) + (0 if at % 4 == 0 else gain))
        for at in range(teams)
    ]


def test_too_early_is_said_so() -> None:
    many = _changes(5, teams=40, seed=1)
    assert effect.measure(many, weeks=2).verdict == "early"
    assert effect.measure(many[:12], weeks=9).verdict == "early"


def test_a_real_effect_is_seen_and_none_is_not() -> None:
    assert effect.measure(_changes(3, teams=40, seed=2), weeks=4).verdict == "more"
    assert effect.measure(_changes(-3, teams=40, seed=2), weeks=4).verdict == "less"


def test_the_interval_holds_the_truth_as_often_as_it_says(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nineteen in twenty; fewer draws here, so that the test is quick."""
    monkeypatch.setattr(effect, "DRAWS", 400)
    tries = trials.number(200)
    held = 0
    for seed in range(tries):
        found = effect.measure(_changes(1, teams=32, seed=seed), weeks=4)
        held += found.low <= 1 <= found.high
    assert held >= 0.88 * tries


def _did(now: float, **more: object) -> best.Did:
    known: dict[str, object] = {"before": [1.0], "streak": 0, "heads": 10, "people": {}}
    return best.Did(now=now, **(known | more))  # type: ignore[arg-type]


def test_three_teams_are_told_of_for_three_things() -> None:
    found = best.cards(
        {
            1: _did(9.0, streak=30, people={"shift.done": 9}),
            2: _did(2.0, streak=12),
            3: _did(1.0, streak=3, people={"post.made": 5, "shift.done": 2}),
            4: _did(0.5),
        }
    )
    assert [(one.kind, one.team) for one in found] == [
        ("improved", 1),
        ("streak", 2),
        ("habit", 3),
    ]
    assert found[2].numbers["what"] == "post.made"


def test_of_few_people_nothing_is_told() -> None:
    assert best.cards({1: _did(0.5, people={"shift.done": 2}, streak=1)}) == []
