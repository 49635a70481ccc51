"""T17: at most one false alarm in thirty days and topic; a surge of five times found within ten minutes."""

from __future__ import annotations

import numpy as np
import pytest

from muster.listening import storms
from muster.listening.alarming import Heard
from muster.listening.normal import DAY, HOUR, Series
from tests.domains.listening.streams import STEP, plant, quiet, rhythm

DAYS = 42
STEPS = DAY // STEP


def rung(heard: Heard, since: int = 0) -> list[int]:
    """The steps from ``since`` on at whose end an alarm rises, by what is said and by what is said badly."""
    marks = np.zeros(len(heard.posts), dtype=bool)
    for series in (heard.voices, heard.bad_voices):
        marks |= storms.walk(series, since)
    return storms.begins(marks, STEP)


@pytest.mark.parametrize("rate", [6.0, 40.0])
def test_ordinary_weeks_with_holidays_and_machines_raise_no_more_than_one_in_thirty_days(
    rate: float,
) -> None:
    heard = quiet(days=DAYS, rate=rate, seed=1)
    _holidays(heard)
    _machines(heard)
    assert len(rung(heard)) <= DAYS / 30


def _holidays(heard: Heard) -> None:
    """A feast on which hardly anybody writes, and one on which everybody sends good wishes."""
    still, glad = slice(24 * STEPS, 25 * STEPS), slice(30 * STEPS, 31 * STEPS)
    for column in (heard.posts, heard.authors, heard.bad):
        column[still] = np.floor(column[still] * 0.3)
    for column in (heard.posts, heard.authors):
        column[glad] = np.round(column[glad] * 1.8)


def _machines(heard: Heard) -> None:
    """Three accounts write two hundred bad posts within five minutes, every third day."""
    for day in range(2, DAYS, 3):
        at = day * STEPS + 150
        plant(heard, at, np.array([200.0]), authors=0.0)
        heard.authors[at] += 3
        heard.bad[at] += 3


@pytest.mark.parametrize("rate", [20.0, 60.0])
def test_five_times_as_many_are_heard_within_ten_minutes(rate: float) -> None:
    late = []
    # In the morning, at noon and in the evening, on weekdays and at a weekend.
    for number, (day, hour) in enumerate([(29, 9), (30, 12), (33, 14), (34, 11), (37, 18)]):
        heard = quiet(days=day + 1, rate=rate, seed=10 + number)
        at = day * STEPS + hour * HOUR // STEP
        more = 4 * rate * rhythm(heard.voices.times[at : at + 6])
        plant(heard, at, np.random.default_rng(number).poisson(more).astype(float))
        # A storm that began in the day before would be the same one.
        found = [one for one in rung(heard, at - STEPS) if one >= at]
        late.append((found[0] + 1 - at) * STEP / 60 if found else np.inf)
    assert max(late) <= 10, late


def test_a_storm_is_one_alarm_however_long_it_lasts() -> None:
    heard = quiet(days=30, rate=10, seed=3)
    plant(heard, 29 * STEPS, np.full(STEPS - 1, 120.0))
    assert len([one for one in rung(heard, 28 * STEPS) if one >= 29 * STEPS]) == 1


def test_nobody_judges_the_future_into_the_past() -> None:
    """Strictly causal: what comes later changes nothing of what was judged before."""
    heard = quiet(days=9, rate=10, seed=4)
    whole = storms.walk(heard.voices)
    changed = Series(heard.start, heard.step, heard.voices.values.copy())
    changed.values[8 * STEPS :] = 500.0
    again = storms.walk(changed)
    assert (whole[: 8 * STEPS] == again[: 8 * STEPS]).all()
    assert again[8 * STEPS]


def test_a_gap_is_neither_nought_nor_a_storm() -> None:
    """Twelve deaf hours each day do not make the hours after them look loud."""
    heard = quiet(days=28, rate=20, seed=5)
    for day in range(28):
        for column in (heard.posts, heard.authors, heard.bad):
            column[day * STEPS : day * STEPS + STEPS // 2] = np.nan
    assert rung(heard) == []
