"""Reminders go out once each, by the clocks of the place, and never about what does not take place."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muster.delivery.models import LetterRow
from muster.kit.actors import system
from muster.people import actions as people
from muster.volunteering import actions, links, reminders, series
from tests.domains.volunteering.helpers import NOW, key, shift, take, task

if TYPE_CHECKING:
    from tests.cast import Cast
    from tests.make import Make

ME = system("test")
WARSAW = "Europe/Warsaw"


def kinds() -> list[tuple[str, bool]]:
    rows = LetterRow.objects.filter(kind__in=["shift-reminder", "shift-soon"]).order_by("id")
    return [(row.kind, bool(row.context.get("today"))) for row in rows]


@pytest.mark.django_db
def test_each_reminder_goes_once_at_its_hour(cast: Cast, make: Make) -> None:
    one = shift(task(cast.olga), cast.olga)
    take(one, make.person())
    before = datetime(2026, 11, 30, 9, 59, tzinfo=UTC)
    assert actions.remind(at=before) == 0
    eleven = datetime(2026, 11, 30, 10, 0, tzinfo=UTC)
    assert (actions.remind(at=eleven), actions.remind(at=eleven)) == (1, 0)
    eight = datetime(2026, 12, 1, 7, 0, tzinfo=UTC)
    assert (actions.remind(at=eight), actions.remind(at=eight)) == (1, 0)
    assert kinds() == [("shift-reminder", False), ("shift-reminder", True)]
    assert actions.remind(at=one.starts_at) == 0


@pytest.mark.django_db
def test_who_confirmed_is_left_alone_in_the_morning(cast: Cast, make: Make) -> None:
    one = shift(task(cast.olga), cast.olga)
    sign_up = take(one, make.person())
    actions.confirm(sign_up=sign_up, by=ME, at=NOW)
    assert actions.remind(at=datetime(2026, 12, 1, 7, 30, tzinfo=UTC)) == 0


@pytest.mark.django_db
def test_off_waiting_or_gone_is_quiet(cast: Cast, make: Make) -> None:
    one = shift(task(cast.olga), cast.olga, slots=1)
    other = shift(task(cast.olga, title="Other"), cast.olga)
    gone = take(other, make.person())
    take(one, make.person())
    take(one, make.person())
    actions.leave(sign_up=gone, by=ME, at=NOW)
    actions.call_off(shift=one, reason="Storm", by=cast.olga, at=NOW)
    assert actions.remind(at=datetime(2026, 11, 30, 12, 0, tzinfo=UTC)) == 0
    assert kinds() == []


@pytest.mark.django_db
def test_a_text_only_to_whoever_said_yes_to_texts(cast: Cast, make: Make) -> None:
    one = shift(task(cast.olga), cast.olga)
    soon = datetime(2026, 12, 1, 8, 40, tzinfo=UTC)
    ann = make.person()
    [told] = people.resolve(
        known=[people.Known(keys=(("email", key(ann).value), ("phone", "+48512345678")))],
        source="test", by=ME, at=NOW,
    )  # fmt: skip
    phone = ann.keys.get(kind="phone")
    sign_up = take(one, ann)
    actions.confirm(sign_up=sign_up, by=ME, at=NOW)
    other = take(one, make.person())
    actions.confirm(sign_up=other, by=ME, at=NOW)
    assert actions.remind(at=soon) == 0
    other.refresh_from_db()
    assert other.text_at == soon
    people.grant(key_id=phone.pk, channel="sms", purpose="news", evidence="test", by=ME)
    late = shift(task(cast.olga, title="Late"), cast.olga, starts=time(15), ends=time(16))
    confirmed = take(late, ann)
    actions.confirm(sign_up=confirmed, by=ME, at=NOW)
    assert actions.remind(at=datetime(2026, 12, 1, 13, 31, tzinfo=UTC)) == 1
    assert LetterRow.objects.get(kind="shift-soon").address == "+48512345678"
    assert told.person_id == ann.pk


@pytest.mark.django_db
def test_a_link_grows_old_with_its_shift_and_a_new_one_is_mailed(cast: Cast, make: Make) -> None:
    one = shift(task(cast.olga), cast.olga)
    ann = make.person()
    sign_up = take(one, ann)
    token = links.make(sign_up)
    told = links.read(token)
    assert told is not None
    assert told.number == sign_up.pk
    forged = token[:-1] + ("A" if token[-1] != "A" else "B")
    assert links.read(forged) is None
    assert not links.is_old(told)
    old = links.read(links.make(sign_up, on=date(2020, 2, 1)))
    assert old is not None
    assert links.is_old(old)
    assert actions.send_link(token=token, at=NOW)
    assert LetterRow.objects.get(kind="shift-link").address == key(ann).value
    assert not actions.send_link(token=forged, at=NOW)
    assert not actions.send_link(token=token, at=one.ends_at)


def test_every_saturday_is_the_same_clock_across_the_change() -> None:
    spans = series.weekly(date(2027, 3, 20), time(10), time(12), zone=WARSAW, weeks=3)
    assert [starts.hour for starts, _ in spans] == [9, 9, 8]
    assert {ends - starts for starts, ends in spans} == {spans[0][1] - spans[0][0]}


def test_half_past_two_on_the_spring_day_is_after_the_gap() -> None:
    [(starts, ends)] = series.weekly(date(2027, 3, 28), time(2, 30), time(4), zone=WARSAW)
    assert starts == datetime(2027, 3, 28, 1, 30, tzinfo=UTC)
    assert ends == datetime(2027, 3, 28, 2, 0, tzinfo=UTC)
    [(starts, ends)] = series.weekly(date(2027, 3, 28), time(2, 30), time(3, 30), zone=WARSAW)
    assert ends > starts
    [(first, _)] = series.weekly(date(2027, 10, 31), time(2, 30), time(4), zone=WARSAW)
    assert first == datetime(2027, 10, 31, 0, 30, tzinfo=UTC)


@pytest.mark.parametrize("zone", [WARSAW, "America/New_York", "Pacific/Honolulu"])
@given(minutes=st.integers(0, 60 * 24 * 400))
def test_reminders_stand_in_order_and_before_the_shift(zone: str, minutes: int) -> None:
    starts = datetime.fromtimestamp(1_798_000_000 + minutes * 60, UTC)
    found = reminders.windows(starts, zone)
    assert found[0].kind == "day_before"
    for window in found:
        assert window.since < window.until <= starts
        assert starts - window.since < reminders.LONGEST
    assert [window.since for window in found] == sorted(window.since for window in found)


def test_on_the_spring_day_the_reminders_keep_their_clock() -> None:
    [(starts, _)] = series.weekly(date(2027, 3, 28), time(2, 30), time(4), zone=WARSAW)
    found = {window.kind: window.since for window in reminders.windows(starts, WARSAW)}
    assert found["day_before"] == datetime(2027, 3, 27, 10, 0, tzinfo=UTC)
    assert "same_day" not in found
    assert found["text"] == datetime(2027, 3, 28, 1, 0, tzinfo=UTC)
