"""The bench of the gates in small: the table of the handbook, and whole broadcasts (T15)."""

import random

from muster.delivery.gates import metrics
from muster.proof.benches.gating import statistic
from muster.proof.benches.gating.whole import Story, drawn, usual

LINES = {line.name: line for line in statistic.TABLE}


def test_a_bad_rate_is_halted_about_where_the_handbook_says() -> None:
    found = statistic.played(LINES["bounce_10"], 400, random.Random(1))
    assert found["halts_percent"] == 100
    assert 60 <= found["median"] <= 105
    assert statistic.played(LINES["bounce_2"], 100, random.Random(1))["halts_percent"] <= 1


def test_a_healthy_broadcast_goes_all_its_way() -> None:
    for channel in ("email", "sms"):
        end = Story(4_000, channel, usual(channel), random.Random(3)).play()
        assert end.metric == ""
        assert end.reached > 3_800


def test_a_slip_stops_within_its_canary_by_replies_alone() -> None:
    rates = usual("sms") | {"replied": 0.0055}
    ends = [Story(2_100_000, "sms", rates, random.Random(seed)).play() for seed in range(15)]
    assert {end.metric for end in ends} <= {"replied", "stopped"}
    assert sorted(end.reached for end in ends)[7] < 2_400
    assert max(end.reached for end in ends) < 10_500


def test_with_answers_that_come_at_once_a_list_of_dead_addresses_stops_early() -> None:
    end = Story(50_000, "email", {"refused": 0.3}, random.Random(5)).play()
    assert end.metric == metrics.REFUSED.name
    assert end.reached < 300


def test_a_draw_is_as_large_as_its_rate() -> None:
    chance = random.Random(9)
    assert 900 < drawn(100_000, 0.01, chance) < 1_100
    assert drawn(100, 0.0, chance) == drawn(0, 0.5, chance) == 0
