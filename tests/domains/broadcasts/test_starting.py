"""T6 for broadcasts: what has a time starts then, once, under the same checks, or is told once why not."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, time, timedelta

import pytest
from django.db import connection

from muster.approvals.models import Round
from muster.audit.models import Entry
from muster.broadcasts import actions, queries, timing
from muster.broadcasts.errors import NotItsTime, StartIsFar, StartIsOver
from muster.broadcasts.models import MissedStart
from muster.delivery.documents import NotADocument
from muster.delivery.models import Document, LetterRow, Recipient, Release
from muster.kit import clock
from muster.kit.actors import system
from muster.people import actions as people
from muster.people.models import Suppression
from tests.domains.approvals.test_rounds import backdate
from tests.domains.broadcasts.stages import Stages

HOUR = timedelta(hours=1)
BY = system("test")


def timed(stages, ahead=HOUR, hours=2):
    """What a writer puts on a broadcast that starts so far from now and is over some hours later."""
    at = clock.now() + ahead
    stages.timing = {
        "start": "at",
        "not_before": at,
        "zone": "Europe/Warsaw",
        "not_after_hours": hours,
    }
    return at


@pytest.mark.parametrize(
    ("zone", "local", "at", "bent"),
    [
        # 02:30 does not exist: the clocks of Warsaw go from 02:00 to 03:00.
        ("Europe/Warsaw", datetime(2026, 3, 29, 2, 30), datetime(2026, 3, 29, 1, 30), "skipped"),
        # 02:30 comes twice: its first time counts.
        ("Europe/Warsaw", datetime(2026, 10, 25, 2, 30), datetime(2026, 10, 25, 0, 30), "twice"),
        ("America/New_York", datetime(2026, 3, 8, 2, 30), datetime(2026, 3, 8, 7, 30), "skipped"),
        ("America/New_York", datetime(2026, 11, 1, 1, 30), datetime(2026, 11, 1, 5, 30), "twice"),
        ("Europe/Warsaw", datetime(2026, 11, 28, 10, 0), datetime(2026, 11, 28, 9, 0), ""),
    ],
)
def test_t6_a_wall_clock_means_one_moment_whatever_that_day_does(zone, local, at, bent):
    assert timing.instant(local, zone) == timing.Moment(at.replace(tzinfo=UTC), bent)


def test_t6_there_is_no_zone_of_that_name():
    with pytest.raises(timing.NoSuchZone):
        timing.instant(datetime(2026, 1, 1, 10), "Europe/../etc")


@pytest.mark.parametrize("day", [datetime(2027, 3, 28), datetime(2027, 10, 31)])
def test_t6_half_past_two_of_a_night_of_bent_clocks_runs_once(stages, day, settings, monkeypatch):
    moment = timing.instant(day.replace(hour=2, minute=30), "Europe/Warsaw")
    settings.MUSTER_THROW_AWAY = True
    ahead = moment.at - HOUR - clock.db_now()
    monkeypatch.setenv(clock.OFFSET_VARIABLE, str(ahead.total_seconds()))
    stages.timing = {"start": "at", "not_before": moment.at, "zone": "Europe/Warsaw"}
    made = stages.approved()
    ticks = [moment.at + timedelta(minutes=minutes) for minutes in range(-60, 181, 15)]
    went = [at for at in ticks if actions.release_due(at)]
    assert went == [moment.at]
    assert stages.status(made) == "sending"


def test_t6_what_is_approved_starts_at_its_time_and_only_once(stages):
    at = timed(stages)
    made = stages.approved()
    assert actions.release_due(at - timedelta(seconds=1)) == 0
    assert stages.status(made) == "approved"
    assert actions.release_due(at) == 1
    assert actions.release_due(at + HOUR) == 0
    assert stages.status(made) == "sending"
    assert Release.objects.get().released_by == "system:schedule"


def test_t6_nobody_lets_it_go_before_the_time_that_was_approved(stages):
    timed(stages)
    made = stages.approved()
    with pytest.raises(NotItsTime):
        actions.release(broadcast_id=made.pk, digest=stages.digest(made), by=stages.cast.olga)
    assert not Release.objects.exists()


def test_t6_as_soon_as_approved_means_the_tick_after_the_last_approval(stages):
    stages.timing = {"start": "approved"}
    made = stages.submitted()
    assert actions.release_due() == 0
    stages.answer(made, stages.cast.bo)
    assert actions.release_due() == 1


def test_a7_what_nobody_has_to_approve_waits_its_ten_minutes_before_it_starts(stages):
    stages.timing = {"start": "approved"}
    stages.submitted(by=stages.cast.rita)
    assert actions.release_due() == 0
    assert not MissedStart.objects.exists()


def test_t6_a_start_is_refused_after_its_window_and_told_once(stages):
    at = timed(stages, hours=1)
    made = stages.approved()
    late = at + 3 * HOUR
    assert actions.release_due(late) == 0
    assert actions.release_due(late + HOUR) == 0
    missed = MissedStart.objects.get()
    assert "time is over" in missed.words
    told = LetterRow.objects.filter(kind="start-missed")
    assert [letter.address for letter in told] == ["ana@staff.example"]
    assert Entry.objects.filter(verb="broadcast.missed", subject=made.reference).count() == 1
    assert not Release.objects.exists()


def test_t6_a_start_nobody_approved_in_time_is_told_once(stages):
    at = timed(stages, ahead=timedelta(seconds=-1800), hours=1)
    made = stages.submitted()
    _let_the_round_run_out(made)
    assert actions.release_due(at + timedelta(minutes=45)) == 0
    assert actions.release_due(at + timedelta(minutes=46)) == 0
    assert "Nobody approved it in time" in MissedStart.objects.get().words
    assert LetterRow.objects.filter(kind="start-missed").count() == 1


def test_t6_what_was_refused_is_left_to_people(stages):
    at = timed(stages)
    made = stages.approved()
    for recipient in Recipient.objects.order_by("id")[:3]:
        people.suppress(kind="email", value=recipient.address, reason="bounce", by=BY)
    assert actions.release_due(at) == 0
    assert "may still be written to" in MissedStart.objects.get().words
    assert stages.status(made) == "approved"
    Suppression.objects.all().delete()
    assert actions.release_due(at) == 0


def test_one_that_stumbles_keeps_no_other_from_its_time(stages):
    at = timed(stages)
    broken = stages.approved(title="Broken")
    backdate(Document, body='{"nothing": true}')
    whole = stages.approved(title="Whole")
    with pytest.raises(NotADocument):
        actions.release_due(at)
    assert stages.status(whole) == "sending"
    assert stages.status(broken) == "approved"


def test_d11_a_late_start_is_not_over_later(stages):
    at = timed(stages, ahead=-HOUR, hours=3)
    stages.approved()
    assert actions.release_due() == 1
    assert abs(Release.objects.get().not_after - (at + 3 * HOUR)) < timedelta(seconds=1)


def test_a11_a_time_no_approval_lasts_until_cannot_be_submitted(stages):
    timed(stages, ahead=timedelta(hours=25))
    with pytest.raises(StartIsFar):
        stages.submitted()


def test_d11_a_time_that_is_over_cannot_be_submitted(stages):
    timed(stages, ahead=timedelta(hours=-5), hours=2)
    with pytest.raises(StartIsOver):
        stages.submitted()


def test_a5_another_time_is_another_document(stages):
    timed(stages)
    made = stages.approved()
    before = stages.digest(made)
    actions.edit(
        broadcast_id=made.pk,
        changes={"window_from": time(9), "window_to": time(18)},
        by=stages.cast.ana,
        session_mac="authors",
    )
    assert stages.status(made) == "draft"
    stages.submit(made)
    assert stages.digest(made) != before


def test_a_tick_reads_no_more_for_drafts_that_will_start_by_themselves(stages):
    timed(stages, ahead=-HOUR)
    stages.written()
    assert queries.may_be_due(clock.now()) == []


@pytest.mark.django_db(transaction=True)
def test_t6_two_workers_tick_at_once_and_one_lets_it_go(transactional_db, cast, make):
    stages = Stages(cast, make)
    at = timed(stages)
    stages.approved()
    gate, went = threading.Barrier(6), []

    def tick():
        try:
            gate.wait()
            went.append(actions.release_due(at))
        finally:
            connection.close()

    ticking = [threading.Thread(target=tick) for _number in range(6)]
    for one in ticking:
        one.start()
    for one in ticking:
        one.join()
    assert len(went) == 6
    assert sum(went) == 1
    assert Release.objects.count() == 1
    assert not MissedStart.objects.exists()


def _let_the_round_run_out(broadcast):
    """Move its round into the past by hand: its end is the database’s own time."""
    asked = queries.submission_of(broadcast).round
    opened = asked.opened_at - timedelta(days=2)
    backdate(Round, opened_at=opened, expires_at=opened + HOUR)
