"""What is said of many waits is exact, and the database says the same as the pure rule."""

import random
from datetime import date, datetime, timedelta
from itertools import count
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muster.inbox import forecast, replies, statistics
from muster.inbox.models import Conversation, Resolution, Team, Wait
from muster.inbox.replies import Asked
from muster.inbox.statistics import Line, responses
from tests.domains.inbox.samples import NOON, later

ZONE = "Europe/Warsaw"
# Four weeks up to a Tuesday.
ASKED = Asked(NOON - timedelta(weeks=4), NOON, ZONE)
VALUES = st.lists(st.integers(0, 10**6), min_size=1, max_size=60)


@given(VALUES)
def test_half_and_nine_in_ten_hold_what_they_say(values):
    half, ninety = statistics.median(values), statistics.nine_in_ten(values)
    assert sum(one <= half for one in values) * 2 >= len(values)
    assert sum(one >= half for one in values) * 2 >= len(values)
    assert 10 * sum(one <= ninety for one in values) >= 9 * len(values)
    smaller = [one for one in values if one < ninety]
    assert 10 * len(smaller) < 9 * len(values)


def test_of_nothing_there_is_no_middle():
    assert statistics.median([]) is statistics.nine_in_ten([]) is None


def test_of_ten_the_ninth_and_of_eleven_the_tenth():
    assert statistics.nine_in_ten(range(1, 11)) == 9
    assert statistics.nine_in_ten(range(1, 12)) == 10


def line(number, theirs, minutes, answers=""):
    return Line(number, theirs, NOON + timedelta(minutes=minutes), answers)


def test_threads_are_followed_to_their_first_line():
    found = responses(
        [
            line("1", True, 0),
            line("2", False, 20, "1"),
            line("3", True, 25, "2"),
            line("4", False, 90, "3"),
            line("5", True, 0),
            # Their parents are missing: theirs begins a thread, ours answers nobody.
            line("6", True, 5, "gone"),
            line("7", False, 9, "gone"),
            line("8", False, 65, "6"),
        ]
    )
    assert (found.threads, found.answered, found.orphans) == (3, 2, 1)
    assert found.seconds == (1200, 3600)
    assert (found.rate, found.median, found.nine_in_ten) == (2 / 3, 2400, 3600)


def test_lines_that_answer_each_other_in_a_circle_end_somewhere():
    assert responses([line("1", True, 0, "2"), line("2", False, 1, "1")]).threads in {0, 1}
    assert responses([]).rate is None


def waits(number, *, seed=1):
    """Many waits of five weeks, drawn by chance; some answered, some put away, some late."""
    chance, names = random.Random(seed), count()
    made = []
    for _ in range(number):
        asked = NOON - timedelta(minutes=chance.randrange(5 * 7 * 1440))
        state = chance.choice(["answered"] * 7 + ["closed", "open", "open"])
        ended = asked + timedelta(seconds=chance.randrange(1, 400_000))
        thread = Conversation.objects.create(
            channel=chance.choice(["email", "sms"]), opened_at=asked, last_at=asked,
            address=f"{next(names)}@people.example",
            state="open" if state == "open" else "waiting",
            due_at=asked + timedelta(hours=4) if state == "open" else None,
        )  # fmt: skip
        made.append(
            Wait(
                conversation=thread, asked_at=asked, due_at=asked + timedelta(hours=4),
                ended_at=None if state == "open" else ended,
                ending="" if state == "open" else state,
                worked=None if state == "open" else chance.randrange(100_000),
            )
        )  # fmt: skip
    Wait.objects.bulk_create(made)
    return made


def expected(found):
    answered = [one for one in found if one.ending == "answered"]
    lengths = [(one.ended_at - one.asked_at).total_seconds() for one in answered]
    return {
        "asked": len(found),
        "answered": len(answered),
        "in_time": sum(one.ended_at <= one.due_at for one in answered),
        "half": statistics.median(lengths),
        "ninety": statistics.nine_in_ten(lengths),
        "half_worked": statistics.median([one.worked for one in answered]),
        "ninety_worked": statistics.nine_in_ten([one.worked for one in answered]),
    }


def of(figures, names):
    return {name: getattr(figures, name) for name in names}


@pytest.mark.django_db
def test_the_database_says_the_same(cast):
    zone = ZoneInfo(ZONE)
    made = [one for one in waits(300) if one.asked_at >= ASKED.since]
    found = replies.summary(ASKED, by=cast.vera, now=NOON)
    weekend = [one for one in made if one.asked_at.astimezone(zone).isoweekday() >= 6]
    weekdays = [one for one in made if one not in weekend]
    for name, rows in (("all", made), ("weekends", weekend), ("weekdays", weekdays)):
        wanted = expected(rows)
        assert of(found[name], wanted) == pytest.approx(wanted)
    hours = replies.by_hour(ASKED, by=cast.vera, now=NOON, lengths=(1, 2, 4))
    for length in (1, 2, 4):
        assert sum(one.asked for key, one in hours.items() if key[0] == length) == len(made)
    monday = [
        one for one in made
        if (local := one.asked_at.astimezone(zone)).isoweekday() == 1 and local.hour // 4 == 3
    ]  # fmt: skip
    wanted = {name: value for name, value in expected(monday).items() if "worked" not in name}
    assert of(hours[4, 1, 3], wanted) == pytest.approx(wanted)


@pytest.mark.django_db
def test_channels_and_teams_are_told_apart(cast):
    made = [one for one in waits(60) if one.asked_at >= ASKED.since]
    team = Team.objects.create(name="Care")
    Conversation.objects.filter(pk=made[0].conversation_id).update(team=team)
    found = replies.by_queue(ASKED, by=cast.vera, now=NOON)
    mails = sum(one.conversation.channel == "email" for one in made)
    assert found["channel", "email"].asked == mails
    assert found["team", team.pk].asked == 1
    assert found["team", 0].asked == len(made) - 1
    only = Asked(ASKED.since, ASKED.until, ZONE, channel="email")
    assert replies.summary(only, by=cast.vera, now=NOON)["all"].asked == mails
    care = Asked(ASKED.since, ASKED.until, ZONE, team=team.pk)
    assert replies.summary(care, by=cast.vera, now=NOON)["all"].asked == 1


@pytest.mark.django_db
def test_a_region_counts_its_own(cast, make):
    waits(20)
    # Strangers have no region, so Rita sees none of them.
    assert replies.summary(ASKED, by=cast.rita, now=NOON)["all"].asked == 0
    person = make.person()
    thread = Conversation.objects.create(
        key=person.keys.first(), proven=True, opened_at=NOON, last_at=NOON, state="waiting"
    )
    Wait.objects.create(
        conversation=thread, asked_at=later(-5), due_at=later(-1), ended_at=later(-4),
        ending="answered", worked=3600,
    )  # fmt: skip
    assert replies.summary(ASKED, by=cast.rita, now=NOON)["all"].answered == 1
    assert replies.summary(ASKED, by=cast.nobody, now=NOON)["all"].asked == 0


@pytest.mark.django_db
def test_what_goes_on_elsewhere_is_counted_once(cast):
    waits(1, seed=2)
    Wait.objects.update(ended_at=later(-1), ending="joined", asked_at=later(-9), due_at=later(-5))
    assert replies.summary(ASKED, by=cast.vera, now=NOON)["all"].asked == 0


@pytest.mark.django_db
def test_matters_that_came_back(cast):
    [one] = waits(1)
    for number, back in enumerate((0, 2)):
        Resolution.objects.create(
            conversation=one.conversation, asked_at=later(-9 - number), due_at=later(9),
            ended_at=later(-1), reopened=back,
        )  # fmt: skip
    assert replies.reopened(ASKED, by=cast.vera) == (2, 1)


@pytest.mark.django_db
def test_the_longest_wait_stands_first(cast):
    made = [one for one in waits(50) if not one.ending]
    found = replies.oldest(ASKED, by=cast.vera)
    assert found[0].asked_at == min(one.asked_at for one in made)
    assert len(found) == replies.SHOWN


# Friday, before a weekend whose Monday is Easter Monday in Poland.
GOOD_FRIDAY = date(2027, 3, 26)


def test_free_days_are_the_weekend_and_the_holidays_that_touch_it():
    monday = date(2027, 3, 29)
    found = forecast.free_days(GOOD_FRIDAY, {monday: "Easter Monday"})
    assert [day for day, _name in found] == [date(2027, 3, 27), date(2027, 3, 28), monday]
    assert [name for _day, name in found] == ["", "", "Easter Monday"]


def test_on_a_saturday_the_next_weekend_is_the_next():
    assert forecast.free_days(date(2027, 3, 27), {})[0][0] == date(2027, 4, 3)


def test_the_middle_of_the_weeks_is_not_moved_by_one_loud_day():
    came = {(week, 6, 10): many for week, many in enumerate((2, 3, 2, 90))}
    days = [(date(2027, 3, 27), ""), (date(2027, 3, 28), "")]
    found = forecast.cover(days, came, weeks=4, pace=5)
    assert found.people == 2.5
    assert found.hours == 0.5
    saturday = found.days[0]
    assert (saturday.blocks[2], saturday.least, saturday.most) == (2.5, 2, 90)
    assert found.days[1].people == 0


def test_a_holiday_is_taken_for_a_sunday():
    came = {(week, 7, 20): 4 for week in range(4)}
    found = forecast.cover([(date(2027, 3, 29), "Easter Monday")], came, weeks=4, pace=None)
    assert (found.people, found.hours) == (4, None)


def test_of_too_few_weeks_nothing_is_forecast():
    assert forecast.cover([(GOOD_FRIDAY, "")], {(0, 6, 1): 3}, weeks=2, pace=1) is None


@pytest.mark.django_db
def test_arrivals_are_counted_by_the_weeks_of_the_house(cast):
    monday = datetime(2026, 10, 12, tzinfo=ZoneInfo(ZONE))
    thread = Conversation.objects.create(opened_at=NOON, last_at=NOON, state="waiting")
    asked = Asked(monday - timedelta(weeks=8), monday, ZONE)
    for moment in ("2026-09-26T23:30", "2026-09-27T00:30", "2026-10-04T00:30"):
        at = datetime.fromisoformat(moment).replace(tzinfo=ZoneInfo(ZONE))
        Wait.objects.create(
            conversation=thread, asked_at=at, due_at=at, ended_at=at, ending="answered",
            by=cast.dario,
        )  # fmt: skip
    came, weeks = replies.arrivals(asked, by=cast.vera)
    assert weeks == 3
    assert came == {(0, 6, 23): 1, (0, 7, 0): 1, (1, 7, 0): 1}
    assert replies.pace(asked, by=cast.vera) == 1
