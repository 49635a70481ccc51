"""A room: one lead, tasks, a log nobody rewrites, and an end that says what was learned."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.db import DatabaseError, transaction

from muster.audit.models import Entry
from muster.crisis import access, actions, errors, queries
from muster.crisis.models import LogEntry, Room
from muster.kit.errors import NotFound
from tests.domains.crisis.rooms import AT, minutes, opened, promised

if TYPE_CHECKING:
    from tests.cast import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def room(cast: Cast) -> Room:
    return opened(cast.olga)


def kinds(room: Room) -> list[str]:
    return [one.kind for one in reversed(queries.log(room))]


def test_whoever_opens_it_leads_and_hands_over(room: Room, cast: Cast) -> None:
    assert (room.lead, room.open) == (cast.olga, True)
    with pytest.raises(errors.LeadsAlready):
        actions.hand_over(room=room, to=cast.olga, by=cast.olga, at=AT)
    with pytest.raises(errors.CannotLead):
        actions.hand_over(room=room, to=cast.vera, by=cast.olga, at=AT)
    assert actions.hand_over(room=room, to=cast.bo, by=cast.olga, at=AT).lead == cast.bo
    assert kinds(room) == ["opened", "lead"]
    assert queries.log(room)[0].words == "Olga → Bo"
    assert Entry.objects.get(verb="room.handed_over").subject == f"room:{room.pk}"


def test_who_may_only_look_opens_none(cast: Cast) -> None:
    with pytest.raises(errors.CannotLead):
        opened(cast.vera)
    with pytest.raises(errors.NothingSaid):
        opened(cast.olga, title=" ")
    assert not Room.objects.exists()


def test_absent_and_not_yours_look_the_same(room: Room, cast: Cast) -> None:
    assert access.room(room.pk, by=cast.vera) == room
    for number, who in ((room.pk, cast.nobody), (999_999, cast.olga)):
        with pytest.raises(NotFound):
            access.room(number, by=who)


def test_tasks_have_an_owner_and_are_ticked_once(room: Room, cast: Cast) -> None:
    task = actions.give(
        room=room, words="Call Mira", owner=cast.dario, due_at=minutes(60), by=cast.olga, at=AT
    )
    assert queries.tasks_of(cast.dario) == [task]
    actions.tick(task=task, by=cast.vera, at=minutes(20))
    with pytest.raises(errors.DoneAlready):
        actions.tick(task=task, by=cast.dario, at=minutes(21))
    assert queries.tasks_of(cast.dario) == []
    assert kinds(room) == ["opened", "task", "done"]


def test_the_log_is_added_to_and_never_rewritten(room: Room, cast: Cast) -> None:
    written = actions.note(room=room, words="Her agent called", by=cast.dario, at=minutes(1))
    with pytest.raises(errors.NothingSaid):
        actions.note(room=room, words="  ", by=cast.dario, at=minutes(1))
    for change in (
        lambda: LogEntry.objects.filter(pk=written.pk).update(words="Nobody called"),
        lambda: LogEntry.objects.filter(pk=written.pk).delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    written.refresh_from_db()
    assert (written.words, written.by) == ("Her agent called", cast.dario)


def test_duty_and_severity_stand_in_the_log(room: Room, cast: Cast) -> None:
    row = actions.set_duty(room=room, duty=cast.bo, reach="Room 4", by=cast.olga, at=AT)
    assert (row.duty, row.duty_reach) == (cast.bo, "Room 4")
    assert actions.weigh(room=room, severity=3, by=cast.olga, at=AT).severity == 3
    assert kinds(room) == ["opened", "duty", "severity"]


def test_it_does_not_close_without_a_lesson(room: Room, cast: Cast) -> None:
    with pytest.raises(errors.NoLesson):
        actions.close(room=room, outcome="Poster gone", lesson=" ", by=cast.olga, at=minutes(300))
    closed = actions.close(
        room=room, outcome="Poster gone", lesson="Ask for sketches", by=cast.olga, at=minutes(300)
    )
    assert not closed.open
    for act in (
        lambda: actions.note(room=room, words="Late", by=cast.olga, at=minutes(301)),
        lambda: actions.close(room=room, outcome="", lesson="x", by=cast.olga, at=minutes(301)),
        lambda: actions.hold(room=room, by=cast.olga, at=minutes(301)),
    ):
        with pytest.raises(errors.RoomClosed):
            act()


def test_a_false_alarm_closes_with_a_reason(room: Room, cast: Cast) -> None:
    with pytest.raises(errors.NoReason):
        actions.call_off(room=room, reason="", by=cast.olga, at=minutes(5))
    closed = actions.call_off(room=room, reason="A namesake", by=cast.olga, at=minutes(5))
    assert (closed.false_alarm, closed.outcome, closed.lesson) == (True, "A namesake", "")


def test_the_database_itself_asks_for_the_lesson(room: Room, cast: Cast) -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        Room.objects.filter(pk=room.pk).update(closed_at=AT, closed_by=cast.olga)


def test_a_room_that_owes_a_word_stays_open(room: Room, cast: Cast) -> None:
    promised(room, cast.olga, cast.bo)
    with pytest.raises(errors.StillPromised):
        actions.close(room=room, outcome="", lesson="Ask", by=cast.olga, at=minutes(300))


def test_nothing_changed_where_the_audit_entry_fails(
    room: Room, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(**_detail: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("muster.audit.actions.record", broken)
    with pytest.raises(RuntimeError), transaction.atomic():
        actions.note(room=room, words="Lost", by=cast.olga, at=AT)
    assert kinds(room) == ["opened"]
