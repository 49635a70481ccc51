"""The decision: three signs, what excuses, how grave it is; and what companions are."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from muster.listening.alarming import Beside, Heard, judge
from muster.listening.lift import Companion, lifted
from muster.listening.normal import DAY, HOUR, Series, normal
from tests.domains.listening.streams import BEGAN, STEP, plant, quiet

DAYS = 10
LAST = DAYS * DAY // STEP - 2
NOW = BEGAN + DAYS * DAY


def stream() -> Heard:
    return quiet(days=DAYS, rate=20, seed=7)


def test_an_ordinary_hour_is_no_alarm() -> None:
    assert judge(stream()) is None


def test_more_is_said_than_usual() -> None:
    heard = stream()
    plant(heard, LAST, np.array([150.0, 150.0]), bad=0.0)
    verdict = judge(heard)
    assert verdict is not None
    assert verdict.reasons == ["volume"]
    [first, *_] = verdict.signs
    assert first.heard >= 120
    assert first.usual < first.limit < first.heard


def test_bad_words_make_it_graver() -> None:
    heard = stream()
    plant(heard, LAST, np.array([150.0, 150.0]), bad=0.6)
    verdict = judge(heard)
    assert verdict is not None
    assert verdict.reasons == ["volume", "negative"]
    assert verdict.severity == 3


def test_three_accounts_that_repeat_themselves_are_no_crowd() -> None:
    heard = stream()
    plant(heard, LAST, np.array([200.0, 200.0]), authors=0.0)
    heard.authors[LAST:] += 3
    heard.bad[LAST:] += 3
    assert judge(heard) is None


def test_the_same_few_for_an_hour_are_no_crowd() -> None:
    heard = stream()
    plant(heard, LAST - 10, np.full(12, 150.0))
    assert judge(replace(heard, accounts=9, bad_accounts=4)) is None
    assert judge(replace(heard, accounts=900, bad_accounts=400)) is not None


def test_what_we_sent_ourselves_is_talked_about() -> None:
    heard = stream()
    plant(heard, LAST, np.array([150.0, 150.0]), bad=0.05)
    assert judge(heard, excused=[(NOW - 2 * HOUR, NOW + HOUR)]) is None
    assert judge(heard, excused=[(NOW - 9 * HOUR, NOW - 2 * HOUR)]) is not None


def test_what_we_sent_ourselves_may_still_go_wrong() -> None:
    heard = stream()
    plant(heard, LAST, np.array([150.0, 150.0]), bad=0.9)
    verdict = judge(heard, excused=[(NOW - 2 * HOUR, NOW + HOUR)])
    assert verdict is not None
    assert verdict.reasons == ["negative"]


@pytest.mark.parametrize(
    ("authors", "bad", "turned"), [(15, 0.8, True), (3, 0.8, False), (15, 0.1, False)]
)
def test_a_tag_is_joined_with_another_by_many_and_badly(
    authors: int, bad: float, turned: bool
) -> None:
    thieves = Beside(Companion("#thieves", 20, 0.3, 0.001), authors, bad)
    verdict = judge(stream(), [thieves])
    assert (verdict is not None) is turned
    if verdict:
        assert verdict.reasons == ["companion"]


def test_too_short_a_past_says_nothing() -> None:
    assert normal(Series(BEGAN, STEP, np.full(HOUR // STEP, 3.0))) is None


def test_a_day_of_little_needs_more_to_be_an_alarm() -> None:
    short = normal(Series(BEGAN, STEP, np.full(10 * HOUR // STEP, 4.0)))
    long = normal(Series(BEGAN, STEP, np.full(2 * DAY // STEP, 4.0)))
    assert short is not None
    assert long is not None
    assert short.limit == 2 * long.limit


def test_each_hour_of_the_week_has_its_own_usual() -> None:
    heard = quiet(days=28, rate=40, seed=8)
    usual = normal(heard.voices)
    assert usual is not None
    monday, saturday = usual.usual(np.array([BEGAN + 12 * HOUR, BEGAN + 5 * DAY + 12 * HOUR]))
    assert monday == pytest.approx(36, rel=0.2)
    assert saturday == pytest.approx(18, rel=0.2)


def test_companions_are_weighed_against_their_own_past() -> None:
    now = {"#thieves": 40, "coat": 30, "stolen": 35, "once": 2}
    past = {"coat": 300, "stolen": 2}
    found = lifted(now, 100, past, 1_000)
    assert [one.word for one in found] == ["#thieves", "stolen"]
    assert found[0].lift == pytest.approx(800)


def test_without_a_past_nothing_is_lifted() -> None:
    assert lifted({"#thieves": 40}, 100, {}, 20) == []
