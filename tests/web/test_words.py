"""Numbers, money, moments and clocks in the four languages."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import translation

from muster.web import states, words

NOON = datetime(2026, 10, 13, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("language", "number", "share", "whole", "cents"),
    [
        ("en", "41,200", "19.4\u202f%", "€1,840", "€251.32"),
        ("fr", "41\u202f200", "19,4\u202f%", "1\u202f840\xa0€", "251,32\xa0€"),
        ("it", "41.200", "19,4\u202f%", "1.840\xa0€", "251,32\xa0€"),
        ("pl", "41\xa0200", "19,4\u202f%", "1\xa0840\xa0€", "251,32\xa0€"),
    ],
)
def test_numbers_follow_the_language(language, number, share, whole, cents):
    with translation.override(language):
        assert words.number(41200) == number
        assert words.percent(2730, 14072) == share
        assert words.money(184000, "EUR") == whole
        assert words.money(25132, "EUR") == cents


def test_no_data_is_a_dash_and_never_a_zero():
    assert words.number(None) == "–"
    assert words.percent(1, 0) == "–"
    assert words.money(None, "EUR") == "–"
    assert words.moment(None) == "–"


def test_a_moment_names_its_city():
    year = datetime.now(UTC).year
    at = datetime(year, 10, 13, 12, 18, tzinfo=UTC)
    with translation.override("en"):
        assert words.moment(at, "Europe/Stockholm").endswith("13 Oct, 14:18 (Stockholm)")
        assert "2001" in words.moment(at.replace(year=2001), "Europe/Stockholm")


@pytest.mark.parametrize(
    ("left", "urgency", "said"),
    [
        (timedelta(hours=2), "", "2\u202fh left"),
        (timedelta(hours=3, minutes=12), "", "3\u202fh 12\u202fmin left"),
        (timedelta(minutes=12), "soon", "12\u202fmin left"),
        (timedelta(days=3), "", "3 days left"),
        (-timedelta(minutes=18), "late", "Late by 18\u202fmin"),
        (-timedelta(days=1), "late", "Late by 1 day"),
        (timedelta(seconds=20), "soon", "under a minute left"),
    ],
)
def test_a_clock_is_words(left, urgency, said):
    with translation.override("en"):
        assert words.clock(NOON + left, NOON) == (urgency, said)


def test_every_state_has_sign_and_word_and_an_unknown_one_its_own_name():
    assert all(look.icon for look in states.LOOKS.values())
    assert states.look("half_done").word == "Half done"
