"""The week of a group against its aim, by the clock of its region, from what happened to its members."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from muster.groups import actions, errors, numbers
from muster.groups import leading_errors as refusals
from muster.groups.models import Aim
from muster.kit.scope import Scope, entered
from tests.cast import Cast
from tests.domains.groups.leaders import called, did, leader, member
from tests.domains.groups.team import NOW, minute
from tests.make import Make

pytestmark = pytest.mark.django_db
# NOW is a Monday, ten in the morning UTC.
MONDAY = date(2026, 3, 2)


def done(group, week=MONDAY):
    return {one.what: one.done for one in numbers.of(group, week).numbers}


def aims(by, **told):
    with entered(Scope(person_id=by.person.pk)):
        return actions.set_aims(
            group=by.group, week=MONDAY + timedelta(days=3), aims=told, by=by, at=NOW
        )


def test_what_members_did_this_week_is_counted(make: Make, cast: Cast) -> None:
    lea, mia = leader(make, cast.olga), member(make, phone="+48601000001")
    called(mia, "no_answer", minute(1))
    called(mia, "talked", minute(2))
    did(mia, "shift.done", minute(3))
    did(mia, "gift.received", minute(4), amount=1000, currency="EUR")
    did(make.person(), "gift.received", minute(4))
    expected = {"calls": 2, "shifts": 1, "members": 2, "gifts": 1}
    assert done(lea.group) == expected
    with entered(Scope(person_id=mia.pk)):
        assert done(lea.group) == expected
    assert done(lea.group, MONDAY - numbers.WEEK) == dict.fromkeys(expected, 0)


def test_a_week_begins_on_monday_by_the_clock_of_the_region(make: Make, cast: Cast) -> None:
    lea = leader(make, cast.olga, at=NOW - timedelta(days=30))
    # Sunday 23:30 UTC is Monday in Łódź.
    late = datetime(2026, 3, 1, 23, 30, tzinfo=UTC)
    assert numbers.zone(lea.group) == "Europe/Warsaw"
    assert numbers.monday(lea.group, late) == MONDAY
    assert numbers.monday(lea.group, late - timedelta(hours=1)) == MONDAY - numbers.WEEK
    did(lea.person, "shift.done", late)
    did(lea.person, "shift.done", late - timedelta(hours=1))
    assert (done(lea.group)["shifts"], done(lea.group, MONDAY - numbers.WEEK)["shifts"]) == (1, 1)


def test_what_somebody_did_before_or_after_is_not_the_team_s(make: Make, cast: Cast) -> None:
    lea, mia = leader(make, cast.olga), member(make, at=minute(10))
    did(mia, "shift.done", minute(5))
    did(mia, "shift.done", minute(15))
    actions.leave(
        membership=lea.group.memberships.get(key__person=mia), by=cast.olga, at=minute(20)
    )
    did(mia, "shift.done", minute(25))
    assert done(lea.group)["shifts"] == 1


def test_eight_weeks_are_two_questions(make: Make, cast: Cast) -> None:
    lea = leader(make, cast.olga, at=NOW - timedelta(days=100))
    for back in range(4):
        did(lea.person, "gift.received", NOW - timedelta(weeks=back))
    with CaptureQueriesContext(connection) as asked:
        weeks = numbers.weeks(lea.group, MONDAY)
    assert len(asked) == 2
    assert [week.monday for week in weeks] == [
        MONDAY - numbers.WEEK * back for back in range(7, -1, -1)
    ]
    assert [week.numbers[3].done for week in weeks] == [0, 0, 0, 0, 1, 1, 1, 1]


def test_an_aim_is_kept_changed_and_taken_back(make: Make, cast: Cast) -> None:
    lea = leader(make, cast.olga)
    assert aims(lea, calls="20", members=" 1 ", gifts="") == {"calls": 20, "members": 1}
    week = {one.what: one for one in numbers.of(lea.group, MONDAY).numbers}
    assert (week["calls"].aim, week["calls"].left, week["calls"].reached) == (20, 20, False)
    assert (week["members"].left, week["members"].reached) == (0, True)
    assert (week["gifts"].aim, week["gifts"].left, week["gifts"].reached) == (None, 0, False)
    assert aims(lea, calls="5") == {"calls": 5}
    assert [(one.week, one.number) for one in Aim.objects.all()] == [(MONDAY, 5)]


@pytest.mark.parametrize("told", ["-1", "many", "1.5", "100001", "٣", "9" * 30])
def test_what_is_no_aim_is_refused_and_nothing_changes(make: Make, cast: Cast, told: str) -> None:
    lea = leader(make, cast.olga)
    aims(lea, calls="7")
    with pytest.raises(refusals.NotAnAim) as problem:
        aims(lea, shifts=told)
    assert problem.value.field == "shifts"
    assert Aim.objects.get().number == 7


def test_only_whoever_holds_the_right_sets_aims(make: Make, cast: Cast) -> None:
    lea = leader(make, cast.olga, "call")
    with pytest.raises(errors.NoSuchPower):
        aims(lea, calls="5")
    actions.set_aims(group=lea.group, week=MONDAY, aims={"calls": "5"}, by=cast.olga, at=NOW)
    assert Aim.objects.get().set_by == cast.olga.actor
