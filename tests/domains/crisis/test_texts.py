"""A holding text: specific or refused, approved by another, and in use a promise with a clock."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.db import DatabaseError, transaction

from muster.audit.models import Entry
from muster.crisis import actions, errors, queries
from muster.crisis.models import Promise, Room, Wording
from tests.domains.crisis.rooms import GOOD, minutes, opened, promised, written

if TYPE_CHECKING:
    from tests.cast import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def room(cast: Cast) -> Room:
    return opened(cast.olga)


def test_we_are_checking_is_not_taken(room: Room, cast: Cast) -> None:
    with pytest.raises(errors.Vague) as refused:
        written(room, cast.olga, text="We are checking and will be back shortly.")
    assert len(refused.value.reasons) == 3
    for missing in ({"what": " "}, {"who": ""}):
        with pytest.raises(errors.NothingSaid):
            written(room, cast.olga, **missing)
    with pytest.raises(errors.NextWordIsPast):
        written(room, cast.olga, next_at=minutes(9))
    assert not Wording.objects.exists()


def test_a_second_person_who_may_approves_it(room: Room, cast: Cast) -> None:
    text = written(room, cast.bo)
    for who, refusal in (
        (cast.bo, errors.OwnText),
        (cast.olga, errors.NotYoursToApprove),
        (cast.vera, errors.NotYoursToApprove),
    ):
        with pytest.raises(refusal):
            actions.approve_text(wording=text, by=who, at=minutes(11))
    assert queries.texts_waiting(by=cast.carla) == [text]
    assert queries.texts_waiting(by=cast.bo) == []
    approved = actions.approve_text(wording=text, by=cast.carla, at=minutes(11))
    assert approved.approved_by == cast.carla
    with pytest.raises(errors.Decided):
        actions.approve_text(wording=text, by=cast.carla, at=minutes(12))
    with pytest.raises(DatabaseError), transaction.atomic():
        Wording.objects.filter(pk=text.pk).update(approved_by=cast.bo)


def test_returned_it_says_why_and_is_never_used(room: Room, cast: Cast) -> None:
    text = written(room, cast.olga)
    with pytest.raises(errors.NoReason):
        actions.return_text(wording=text, reason=" ", by=cast.bo, at=minutes(11))
    back = actions.return_text(wording=text, reason="Name the agency", by=cast.bo, at=minutes(11))
    assert (back.reason, back.waits, back.approved) == ("Name the agency", False, False)
    with pytest.raises(errors.NotApproved):
        actions.use_text(wording=text, where="Here", by=cast.olga, at=minutes(12))


def test_used_it_starts_the_clock_once(room: Room, cast: Cast) -> None:
    text = promised(room, cast.olga, cast.bo)
    running = queries.running_promise(room)
    assert running is not None
    assert (running.due_at, running.wording) == (text.next_at, text)
    assert queries.owed() == [running]
    with pytest.raises(errors.UsedAlready):
        actions.use_text(wording=text, where="There", by=cast.olga, at=minutes(16))
    assert Entry.objects.filter(verb="promise.made").count() == 1


def test_a_text_whose_hour_is_over_is_not_used(room: Room, cast: Cast) -> None:
    text = written(room, cast.olga)
    actions.approve_text(wording=text, by=cast.bo, at=minutes(12))
    with pytest.raises(errors.NextWordIsPast):
        actions.use_text(wording=text, where="Here", by=cast.olga, at=minutes(261))


def test_kept_late_is_kept_and_told_as_late(room: Room, cast: Cast) -> None:
    promised(room, cast.olga, cast.bo)
    running = queries.owed()[0]
    with pytest.raises(errors.NothingSaid):
        actions.keep(promise=running, words="", by=cast.olga, at=minutes(270))
    kept = actions.keep(promise=running, words="Here are they", by=cast.olga, at=minutes(270))
    assert (kept.ending, kept.ended_by) == (Promise.Ending.KEPT, cast.olga)
    assert queries.owed() == []
    assert Entry.objects.get(verb="promise.kept").detail["late"] is True
    with pytest.raises(errors.NoPromiseRuns):
        actions.keep(promise=running, words="Again", by=cast.olga, at=minutes(271))
    counted = queries.figures(room, minutes(271))
    assert (counted.kept, counted.kept_late, counted.moved, counted.texts_used) == (1, 1, 0, 1)


def test_moved_it_says_why_and_both_times_stay(room: Room, cast: Cast) -> None:
    promised(room, cast.olga, cast.bo)
    running = queries.owed()[0]
    with pytest.raises(errors.NoReason):
        actions.move(
            promise=running, next_at=minutes(400), reason="", by=cast.olga, at=minutes(200)
        )
    moved = actions.move(
        promise=running,
        next_at=minutes(400),
        reason="The agency sleeps",
        by=cast.olga,
        at=minutes(200),
    )
    assert [one.due_at for one in queries.promises(room)] == [minutes(260), minutes(400)]
    assert queries.running_promise(room) == moved
    assert [one.kind for one in queries.log(room)][:2] == ["promised", "moved"]


def test_the_next_text_keeps_what_the_one_before_promised(room: Room, cast: Cast) -> None:
    promised(room, cast.olga, cast.bo)
    promised(room, cast.olga, cast.bo, text=GOOD + " More is known.", next_at=minutes(500))
    first, second = queries.promises(room)
    assert (first.ending, second.ending) == ("kept", "")
