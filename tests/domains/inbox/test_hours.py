"""Working time is exact: over weekends, holidays, both changes of the clock, and a leap day."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muster.inbox import clock, hours
from muster.inbox.hours import Hours, Malformed

WARSAW = ZoneInfo("Europe/Warsaw")
OFFICE = Hours("Europe/Warsaw", hours.OFFICE)
POLAND = Hours("Europe/Warsaw", hours.OFFICE, ("PL",))
SPLIT = Hours("Europe/Warsaw", ((((540, 720), (780, 1050)),) * 5) + ((), ()))
ROUND_THE_CLOCK = Hours("Europe/Warsaw", (((0, 1440),),) * 7)


def at(words):
    return datetime.fromisoformat(words).replace(tzinfo=WARSAW)


@pytest.mark.parametrize(
    ("held", "asked", "minutes", "due"),
    [
        (OFFICE, "2026-10-13T10:00", 240, "2026-10-13T14:00"),
        (OFFICE, "2026-10-13T15:00", 240, "2026-10-14T11:00"),
        # What ends with the day is due when the day ends, not the next morning.
        (OFFICE, "2026-10-13T13:00", 240, "2026-10-13T17:00"),
        # Asked on a Friday evening, and in the night before a Monday.
        (OFFICE, "2026-10-16T18:00", 60, "2026-10-19T10:00"),
        (OFFICE, "2026-10-18T03:00", 60, "2026-10-19T10:00"),
        # Over a lunch hour.
        (SPLIT, "2026-10-13T11:30", 60, "2026-10-13T13:30"),
        # Over All Saints, a Sunday here, and Independence Day, a Wednesday.
        (POLAND, "2026-11-10T16:00", 120, "2026-11-12T10:00"),
        (OFFICE, "2026-11-10T16:00", 120, "2026-11-11T10:00"),
        # Over 29 February.
        (OFFICE, "2028-02-28T16:30", 60, "2028-02-29T09:30"),
        (OFFICE, "2028-02-29T16:30", 60, "2028-03-01T09:30"),
        # Over the Sunday that loses an hour and the one that gains one.
        (OFFICE, "2027-03-26T16:00", 120, "2027-03-29T10:00"),
        (OFFICE, "2027-10-29T16:00", 120, "2027-11-01T10:00"),
        (ROUND_THE_CLOCK, "2027-03-28T00:00", 23 * 60, "2027-03-29T00:00"),
        (ROUND_THE_CLOCK, "2027-10-31T00:00", 25 * 60, "2027-11-01T00:00"),
    ],
)
def test_due_in_working_hours(held, asked, minutes, due):
    assert clock.promise(minutes, held).due(at(asked)) == at(due).astimezone(UTC)


def test_a_free_day_of_ones_own_is_a_holiday():
    own = Hours("Europe/Warsaw", hours.OFFICE, days=frozenset({date(2026, 10, 14)}))
    assert clock.promise(120, own).due(at("2026-10-13T16:00")) == at("2026-10-15T10:00")


def test_a_stretch_within_the_hour_that_is_skipped_is_no_time_at_all():
    night = Hours("Europe/Warsaw", (((120, 180),),) * 7)
    since, until = at("2027-03-28T00:00"), at("2027-03-28T12:00")
    assert night.worked(since, until) == timedelta()


def test_a_stretch_within_the_hour_that_comes_twice_is_counted_with_both():
    night = Hours("Europe/Warsaw", (((120, 180),),) * 7)
    since, until = at("2027-10-31T00:00"), at("2027-10-31T12:00")
    assert night.worked(since, until) == timedelta(hours=2)


def test_hours_that_never_come_are_due_within_five_years():
    sundays = Hours("UTC", ((),) * 6 + (((0, 1),),))
    asked = datetime(2026, 1, 1, tzinfo=UTC)
    assert clock.promise(100_000, sundays).due(asked) == asked + hours.FURTHEST


@pytest.mark.parametrize(
    "week", [((),) * 7, (((10, 5),),) * 7, (((0, 60), (30, 90)),) * 7, (((0, 1441),),) * 7, ()]
)
def test_what_is_no_week_is_refused(week):
    with pytest.raises(Malformed):
        Hours("UTC", week)


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("", ()),
        ("9-17", ((540, 1020),)),
        ("13:00–17:30, 09:00–12:00", ((540, 720), (780, 1050))),
        ("09.00 — 24:00", ((540, 1440),)),
    ],
)
def test_stretches_are_read_as_people_write_them(words, found):
    assert hours.parse(words) == found
    assert hours.parse(hours.spelt(found)) == found


@pytest.mark.parametrize("words", ["9", "nine–five", "9:75–10", "25–26", "9:5–10", "–", "²–3"])
def test_what_is_no_stretch_is_refused(words):
    with pytest.raises(Malformed):
        hours.parse(words)


MOMENTS = st.datetimes(
    min_value=datetime(2026, 1, 1), max_value=datetime(2029, 1, 1), timezones=st.just(UTC)
)
STRETCHES = st.lists(
    st.integers(min_value=0, max_value=1440), min_size=0, max_size=6, unique=True
).map(lambda found: tuple(zip(sorted(found)[::2], sorted(found)[1::2], strict=False)))
WEEKS = st.tuples(*[STRETCHES] * 7).filter(
    lambda week: sum(end - start for day in week for start, end in day) >= 60
)
HOURS = st.builds(
    Hours,
    zone=st.sampled_from(
        ["Europe/Warsaw", "America/New_York", "UTC", "Australia/Lord_Howe", "America/Santiago"]
    ),
    week=WEEKS,
    countries=st.sampled_from([(), ("PL",), ("IT", "FR")]),
    days=st.frozensets(st.dates(date(2026, 1, 1), date(2029, 1, 1)), max_size=3),
)
MINUTES = st.integers(min_value=1, max_value=3000)


@given(HOURS, MOMENTS, MINUTES)
def test_exactly_as_much_work_as_was_promised_lies_before_it_is_due(held, asked, minutes):
    due = clock.promise(minutes, held).due(asked)
    if due - asked < hours.FURTHEST:
        assert held.worked(asked, due) == timedelta(minutes=minutes)


@given(HOURS, MOMENTS, st.timedeltas(timedelta(0), timedelta(days=30)), MINUTES)
def test_whoever_asks_later_is_never_due_earlier(held, asked, later, minutes):
    promised = clock.promise(minutes, held)
    assert promised.due(asked) <= promised.due(asked + later)


@given(HOURS, MOMENTS, MINUTES, MINUTES)
def test_a_shorter_promise_is_never_due_later(held, asked, one, other):
    first, second = sorted((one, other))
    assert clock.promise(first, held).due(asked) <= clock.promise(second, held).due(asked)


@given(HOURS, MOMENTS, st.timedeltas(timedelta(0), timedelta(days=60)))
def test_work_adds_up_wherever_a_time_is_cut(held, since, length):
    middle, until = since + length / 3, since + length
    assert held.worked(since, middle) + held.worked(middle, until) == held.worked(since, until)
    assert held.worked(since, until) <= length


@given(HOURS)
def test_hours_are_read_as_they_were_kept(held):
    assert hours.read(hours.kept(held)) == held


def test_nothing_kept_is_all_hours():
    assert hours.read({}) is None
    assert hours.kept(None) == {}
