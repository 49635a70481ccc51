"""The one switch stops what runs within delivery’s bounds, and nothing goes on by itself."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.db import connection

from muster.approvals.errors import NotFresh
from muster.audit.models import Entry
from muster.broadcasts import actions as broadcasts
from muster.broadcasts.actions.stopping import MayNotLift
from muster.broadcasts.models import MissedStart
from muster.crisis import actions, errors, queries
from muster.crisis.models import Hold, Room
from muster.delivery import queries as delivery
from muster.delivery.actions import stops
from muster.delivery.models import CaughtMessage, Halt, LetterRow, Outcome, Parcel, Release, Stop
from muster.delivery.pump import run_until_idle
from muster.inbox import actions as inbox
from muster.kit import clock
from tests.domains.broadcasts.sending import claim, deliver, finish
from tests.domains.broadcasts.stages import Stages
from tests.domains.crisis.rooms import AT, minutes, opened
from tests.domains.inbox.samples import arrive, conversation, later

if TYPE_CHECKING:
    from tests.cast import Cast
    from tests.make import Make

pytestmark = pytest.mark.django_db


@pytest.fixture
def stages(cast: Cast, make: Make) -> Stages:
    return Stages(cast, make)


@pytest.fixture
def room(cast: Cast) -> Room:
    return opened(cast.olga)


def hold(room: Room, cast: Cast) -> Hold:
    return actions.hold(room=room, by=cast.olga, at=minutes(1))


def lift(room: Room, cast: Cast) -> Hold:
    return actions.lift(room=room, by=cast.bo, authenticated_at=clock.db_now(), at=minutes(90))


def test_a_running_send_is_halted_and_stays_so_when_the_hold_is_lifted(
    stages: Stages, room: Room, cast: Cast
) -> None:
    made = stages.sending()
    held = hold(room, cast)
    assert [one.subject for one in held.halted.all()] == [made.reference]
    halted = Halt.objects.get()
    assert (halted.by, halted.reason) == (cast.olga.actor, room.title)
    assert stages.status(made) == "halted"
    assert run_until_idle() == 0 or not Outcome.objects.exists()
    lift(room, cast)
    assert delivery.standing_stop() is None
    run_until_idle()
    assert not Outcome.objects.exists(), "lifting let nothing go on"
    assert stages.status(made) == "halted"
    broadcasts.resume(
        broadcast_id=made.pk, by=cast.bo, authenticated_at=clock.db_now(), reason="All clear"
    )
    run_until_idle()
    assert Outcome.objects.filter(kind="accepted").count() == 4
    assert CaughtMessage.objects.filter(subject=made.reference).count() == 4


def test_what_was_on_its_way_is_all_that_still_arrives(
    stages: Stages, room: Room, cast: Cast
) -> None:
    """The bound of a halt is the parcel under way: nothing of another one is claimed from its commit on."""
    made = stages.sending()
    parcel = claim()
    hold(room, cast)
    finish(parcel)
    assert claim() is None
    assert deliver() == 0
    assert stages.status(made) in {"halted", "completed"}
    assert Outcome.objects.count() == len(parcel.people)


def test_while_it_holds_nothing_is_let_go_resumed_or_scheduled(
    stages: Stages, room: Room, cast: Cast
) -> None:
    running, ready = stages.sending(title="Running"), stages.approved(title="Ready")
    later_one = stages.written(title="Later")
    hold(room, cast)
    with pytest.raises(errors.HeldByARoom) as refused:
        broadcasts.release(broadcast_id=ready.pk, digest=stages.digest(ready), by=cast.olga)
    assert room.title in refused.value.message
    with pytest.raises(errors.HeldByARoom):
        broadcasts.resume(broadcast_id=running.pk, by=cast.bo, authenticated_at=clock.db_now())
    stages.timing = {"start": "approved"}
    with pytest.raises(errors.HeldByARoom):
        stages.submitted(title="By itself")
    stages.submit(later_one)
    assert stages.status(later_one) == "submitted", "what a person lets go may be prepared"
    assert stages.status(running) == "halted"
    assert Release.objects.count() == 1
    lift(room, cast)
    broadcasts.release(broadcast_id=ready.pk, digest=stages.digest(ready), by=cast.olga)
    assert stages.status(ready) == "sending"


def test_what_would_start_by_itself_is_left_to_people_for_good(
    stages: Stages, room: Room, cast: Cast
) -> None:
    at = clock.now() + timedelta(hours=1)
    stages.timing = {
        "start": "at", "not_before": at, "zone": "Europe/Warsaw", "not_after_hours": 4,
    }  # fmt: skip
    timed = stages.approved()
    held = hold(room, cast)
    assert held.starts == 1
    missed = MissedStart.objects.get()
    assert room.title in missed.words
    assert LetterRow.objects.filter(kind="start-missed").exists()
    assert broadcasts.release_due(at) == 0
    lift(room, cast)
    assert broadcasts.release_due(at + timedelta(minutes=5)) == 0, "not even after the hold"
    assert stages.status(timed) == "approved"
    assert not Release.objects.exists()


def test_the_stop_of_before_is_joined_and_a_second_room_is_told(
    stages: Stages, room: Room, cast: Cast
) -> None:
    made = stages.sending()
    before = stops.stop(by=cast.vera)
    held = hold(room, cast)
    assert (held.stop, Stop.objects.count()) == (before, 1)
    assert stages.status(made) == "halted"
    other = opened(cast.bo, title="Something else")
    with pytest.raises(errors.HeldAlready) as refused:
        actions.hold(room=other, by=cast.bo, at=minutes(2))
    assert room.title in refused.value.message
    with pytest.raises(errors.NotHeld):
        actions.lift(room=other, by=cast.bo, authenticated_at=clock.db_now(), at=minutes(3))


def test_lifting_takes_an_approver_with_fresh_proof_wherever_it_is_done(
    room: Room, cast: Cast
) -> None:
    hold(room, cast)
    with pytest.raises(MayNotLift):
        actions.lift(room=room, by=cast.olga, authenticated_at=clock.db_now(), at=minutes(3))
    with pytest.raises(NotFresh):
        actions.lift(room=room, by=cast.bo, authenticated_at=None, at=minutes(3))
    broadcasts.lift_stop(by=cast.bo, authenticated_at=clock.db_now())
    assert queries.standing_hold() is None, "the switch has no state of its own"
    with pytest.raises(errors.NotHeld):
        lift(room, cast)


def test_answers_to_single_people_and_letters_still_leave(
    stages: Stages, room: Room, cast: Cast
) -> None:
    thread = conversation(arrive())
    hold(room, cast)
    inbox.answer(
        conversation=thread, text="Yes, we hear you.", by=cast.dario, at=later(1), idempotency="one"
    )
    draft = stages.written()
    broadcasts.try_out(broadcast=draft, as_person=None, by=cast.ana)
    run_until_idle()
    assert CaughtMessage.objects.filter(subject=f"conversation:{thread.pk}").exists()


def test_who_may_not_lead_holds_nothing(room: Room, cast: Cast) -> None:
    with pytest.raises(errors.CannotLead):
        actions.hold(room=room, by=cast.vera, at=AT)
    assert not Stop.objects.exists()


def test_a_room_that_holds_is_not_closed_over_it(room: Room, cast: Cast) -> None:
    hold(room, cast)
    with pytest.raises(errors.StillHolds):
        actions.close(room=room, outcome="", lesson="Ask first", by=cast.olga, at=minutes(9))
    lift(room, cast)
    actions.close(room=room, outcome="", lesson="Ask first", by=cast.olga, at=minutes(99))
    assert [one.verb for one in Entry.objects.filter(subject=str(room)).order_by("pk")] == [
        "room.opened", "room.held", "room.lifted", "room.closed",
    ]  # fmt: skip


@pytest.mark.django_db(transaction=True)
def test_a_release_under_way_is_either_held_or_refused(cast: Cast, make: Make) -> None:
    """Whichever commits first: never a send that runs on beneath a hold."""
    stages = Stages(cast, make)
    ready, room = stages.approved(), opened(cast.olga)
    digest, told = stages.digest(ready), []

    def let_go() -> None:
        try:
            broadcasts.release(broadcast_id=ready.pk, digest=digest, by=cast.olga)
            told.append("released")
        except errors.HeldByARoom:
            told.append("refused")
        finally:
            connection.close()

    other = threading.Thread(target=let_go)
    other.start()
    held = hold(room, cast)
    other.join()
    assert claim() is None
    assert not Parcel.objects.filter(state="claimed").exists()
    if told == ["released"]:
        assert held.halted.count() == 1
        assert stages.status(ready) == "halted"
    else:
        assert told == ["refused"]
        assert stages.status(ready) == "approved"
