"""The test itself: exact, monotone, and quiet while all is well."""

import math
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muster.delivery.gates import evidence, metrics, plan, reading
from muster.delivery.gates.evidence import FACTORS, crossed, e_value, line, log_e
from muster.delivery.gates.reading import Counts

RATES = st.floats(0.0005, 0.1)


def by_hand(x: int, n: int, p0: float) -> float:
    """The formula of W5 as it is written."""
    rates = [p0 * factor for factor in FACTORS if p0 * factor < 0.95]
    each = [(q / p0) ** x * ((1 - q) / (1 - p0)) ** (n - x) for q in rates]
    return sum(each) / len(each)


@given(st.integers(0, 12), st.integers(12, 200), RATES)
def test_e_is_the_formula(x: int, n: int, p0: float) -> None:
    assert math.isclose(e_value(x, n, p0), by_hand(x, n, p0), rel_tol=1e-9)


@given(st.integers(0, 400), st.integers(400, 100_000), RATES)
def test_more_of_them_is_more_evidence_and_more_people_less(x: int, n: int, p0: float) -> None:
    assert log_e(x + 1, n + 1, p0) > log_e(x, n, p0)
    assert log_e(x, n + 1, p0) < log_e(x, n, p0)


@given(st.integers(0, 50_000), RATES, st.sampled_from([0.01, 0.0025, 0.0014]))
def test_the_line_is_where_it_halts(n: int, p0: float, level: float) -> None:
    found = line(n, p0, level)
    assert found >= evidence.LEAST
    assert found > n or crossed(found, n, p0, level)
    assert found == evidence.LEAST or not crossed(found - 1, n, p0, level)


def test_under_the_usual_rate_e_is_worth_one_on_average() -> None:
    # Exactly: the sum over all outcomes of their chance times E is one, which is why it is valid.
    n, p0 = 40, 0.03
    chances = [math.comb(n, x) * p0**x * (1 - p0) ** (n - x) for x in range(n + 1)]
    whole = sum(chance * e_value(x, n, p0) for x, chance in enumerate(chances))
    assert math.isclose(whole, 1.0, rel_tol=1e-9)


def test_two_are_never_enough_and_no_rate_is_a_mistake() -> None:
    assert e_value(2, 2, 0.001) > 400
    assert not crossed(2, 2, 0.001, 0.0025)
    assert crossed(3, 3, 0.001, 0.0025)
    with pytest.raises(evidence.NoRate):
        log_e(1, 2, 0.0)


@given(st.integers(0, 10**6), st.integers(0, 10**6))
def test_the_usual_rate_stays_between_floor_and_ceiling(x: int, n: int) -> None:
    for metric in metrics.ALL:
        p0 = metric.usual(min(x, n), n)
        assert metric.floor <= p0 <= metric.ceiling
        assert metric.cap is None or p0 <= metric.cap / 3


def test_a_cap_halts_where_the_usual_rate_would_not() -> None:
    [bounced] = [
        one
        for one in reading.read(
            Counts(accepted=400, receipts={"bounced": 32}), {"bounced": 0.0266}, [metrics.BOUNCED]
        )
        if one.metric == "bounced"
    ]
    assert bounced.halts
    assert bounced.limit <= 32
    calm = reading.read(Counts(accepted=100, receipts={"bounced": 8}), {}, metrics.ALL)
    assert reading.harm(calm) is None


@pytest.mark.parametrize(
    ("counts", "metric"),
    [
        (Counts(accepted=9, suspended=1, receipts={}), metrics.SUSPENDED),
        (Counts(accepted=70, temporary=30, receipts={}), None),
        (Counts(accepted=140, temporary=60, receipts={}), metrics.DEFERRED),
        (Counts(accepted=9, receipts={}, cost_minor=101, cost_cap_minor=100), metrics.COST),
        (Counts(accepted=9, receipts={}, cost_minor=100, cost_cap_minor=100), None),
        (Counts(accepted=9, refused=9, receipts={}), "refused"),
        (Counts(accepted=1000, receipts={"thanked": 300, "delivered": 1000}), None),
        (Counts(accepted=900, receipts={"replied": 9}), "replied"),
        (Counts(accepted=9, receipts={}, links_checked=3, links_broken=3), "links"),
    ],
)
def test_what_halts(counts: Counts, metric: str | None) -> None:
    found = reading.harm(reading.read(counts, {}, metrics.ALL))
    assert (found.metric if found else None) == metric


def test_healthy_sends_are_left_alone_and_slips_are_not() -> None:
    chance = random.Random(7)
    assert sum(_halted(0.001, 0.001, 20_000, chance) is not None for _run in range(60)) <= 1
    reached = sorted(_halted(0.0055, 0.001, 50_000, chance) or 0 for _run in range(40))
    assert reached[0] > 0
    assert 500 < reached[20] < 3_000


def _halted(rate: float, p0: float, people: int, chance: random.Random) -> int | None:
    """How many were reached when it halted; E only rises when something happens."""
    x, n = 0, 0
    while n < people:
        n += 1 + int(math.log(1 - chance.random()) / math.log1p(-rate))
        x += 1
        if n <= people and crossed(x, n, p0, 0.0025):
            return n
    return None


@given(st.integers(1, 3_000_000), st.sampled_from(["email", "sms"]))
def test_waves_add_up_to_everybody_and_never_shrink_before_the_rest(
    size: int, channel: str
) -> None:
    made = plan.default_plan(size, channel, "live")
    sizes = made.sizes(size)
    assert sum(sizes) == size
    assert all(one > 0 for one in sizes)
    assert list(sizes[:-1]) == sorted(sizes[:-1])
    assert made.trickle <= 300
