"""A forecast says how unsure it is, grows surer with more gifts, and says nothing of too few."""

from __future__ import annotations

from muster.drives.counting import Step
from muster.drives.forecast import foretell, look_back


def steady(minutes: int, gifts: int = 2, minor: int = 1000) -> list[Step]:
    return [
        Step(place, gifts * minor, 0, gifts, float(gifts * minor * minor))
        for place in range(minutes)
    ]


def test_at_a_steady_pace_the_middle_is_the_pace() -> None:
    found = foretell(steady(40), elapsed=40, missing=40_000, left=50)
    assert found is not None
    assert 20 <= found.middle <= 22
    assert found.late is not None
    assert found.soon < found.middle < found.late
    assert found.at_end is not None
    assert found.at_end[0] < 100_000 < found.at_end[1]


def test_more_gifts_of_the_same_sum_are_surer() -> None:
    few = foretell(steady(40, gifts=1, minor=4000), elapsed=40, missing=40_000)
    many = foretell(steady(40, gifts=40, minor=100), elapsed=40, missing=40_000)
    assert few is not None
    assert many is not None
    assert few.late is not None
    assert many.late is not None
    assert many.late - many.soon < few.late - few.soon


def test_of_too_few_gifts_and_of_a_goal_that_fell_nothing_is_said() -> None:
    assert foretell(steady(2), elapsed=2, missing=1) is None
    assert foretell([], elapsed=30, missing=1) is None
    assert foretell(steady(40), elapsed=40, missing=0) is None


def test_a_trickle_may_never_get_there() -> None:
    few = [Step(place, 1000, 0, 1, 1e6) for place in (30, 33, 35, 38, 40)]
    found = foretell(few, elapsed=40, missing=10**9)
    assert found is not None
    assert found.late is None


def test_the_pace_is_taken_over_a_quarter_of_the_time() -> None:
    assert [look_back(minutes) for minutes in (0, 3, 20, 40, 80)] == [1, 3, 10, 10, 20]
