"""The same ten are not always asked: round after round, everybody who fits gets their turn."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from muster.volunteering import fitness
from muster.volunteering.fitness import Demand, Volunteer

START = datetime(2026, 3, 7, 9, tzinfo=UTC)
PEOPLE, ASKED, ROUNDS = 60, 10, 24


def gini(numbers: list[int]) -> float:
    """0 where everybody was asked as often, towards 1 where few were asked always."""
    ranked, total = sorted(numbers), sum(numbers)
    above = sum(rank * one for rank, one in enumerate(ranked, 1))
    return 2 * above / (len(ranked) * total) - (len(ranked) + 1) / len(ranked)


def play(*, fair: bool) -> Counter[int]:
    """Ten people are asked each week for half a year; they live from 0 to 19 km away."""
    people = [
        Volunteer(number, number, latitude=51.76 + number * 19 / PEOPLE / 111.195, longitude=19.46)
        for number in range(PEOPLE)
    ]
    asked: Counter[int] = Counter()
    for week in range(ROUNDS):
        at = START + timedelta(weeks=week)
        wanted = Demand(
            week,
            1,
            at + timedelta(days=3),
            at + timedelta(days=3, hours=2),
            latitude=51.76,
            longitude=19.46,
        )
        looks = [(fitness.look(one, wanted, at=at), one) for one in people]
        fits = [(seen.points, one) for seen, one in looks if not seen.obstacles]
        for _points, one in sorted(fits, key=lambda pair: -pair[0])[:ASKED]:
            asked[one.person_id] += 1
            if fair:
                one.asked_at = at + timedelta(minutes=5)
    return asked


def test_everybody_gets_their_turn():
    asked = play(fair=True)
    counts = [asked[number] for number in range(PEOPLE)]
    assert sum(counts) == ASKED * ROUNDS
    assert min(counts) > 0
    assert max(counts) <= 2 * sum(counts) / PEOPLE
    assert gini(counts) < 0.3


def test_without_the_memory_it_would_be_the_same_ten():
    counts = play(fair=False)
    assert len(counts) == ASKED
    assert gini([counts[number] for number in range(PEOPLE)]) > 0.8


def test_nobody_twice_within_three_weeks_while_others_fit():
    people = [Volunteer(number, number) for number in range(40)]
    last: dict[int, datetime] = {}
    for week in range(12):
        at = START + timedelta(weeks=week)
        wanted = Demand(week, 1, at + timedelta(days=3), at + timedelta(days=3, hours=2))
        looks = [(fitness.look(one, wanted, at=at), one) for one in people]
        fits = [(seen.points, one) for seen, one in looks if not seen.obstacles]
        for _points, one in sorted(fits, key=lambda pair: -pair[0])[:10]:
            assert one.person_id not in last or at - last[one.person_id] >= timedelta(days=21)
            last[one.person_id] = one.asked_at = at


@pytest.mark.parametrize(
    ("days", "share"), [(None, 1.0), (0, 0.0), (21, fitness.BACK), (90, 1.0), (400, 1.0)]
)
def test_rest_grows_with_time(days, share):
    assert fitness.rest(days) == share
