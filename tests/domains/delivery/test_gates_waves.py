"""In which steps a release leaves, what holds it back, and how often one person is written to."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext

from muster.audit.models import Entry
from muster.delivery import actions, fence, queries
from muster.delivery.actions import parcels, slots, stops, waves
from muster.delivery.actions.receipts import hear
from muster.delivery.models import (
    CaughtMessage,
    ContactSlot,
    Outcome,
    Parcel,
    Recipient,
    Release,
    Wave,
)
from muster.delivery.pump import run_until_idle
from muster.kit import clock
from tests.domains.delivery.conftest import BY, World

SOON = timedelta(seconds=30)


def claim(**choice: object) -> parcels.Claimed | None:
    token = fence.in_database()
    assert token is not None
    return parcels.claim(**({"worker": "w", "channels": ["email"], "token": token} | choice))  # type: ignore[arg-type]


def test_waves_are_written_as_the_document_says_and_open_one_by_one(world: World) -> None:
    world.people(6)
    release = world.release(waves=(1, 2), soak_minutes=1)
    assert list(release.waves.order_by("number").values_list("size", flat=True)) == [1, 2, 3]
    run_until_idle()
    assert queries.tally(release).accepted == 6
    first, second, third = release.waves.order_by("number")
    assert first.passed_at == second.opened_at
    assert second.opened_at - first.ended_at >= timedelta(seconds=1)
    assert third.passed_at is not None


def test_a_wave_that_soaks_lets_nobody_of_the_next_be_claimed(world: World) -> None:
    world.people(4)
    release = world.release(waves=(1,), soak_minutes=600)
    run_until_idle()
    assert queries.tally(release).pending == 3
    assert claim() is None
    assert not waves.tend(clock.now() + timedelta(seconds=500))
    assert waves.tend(clock.now() + timedelta(seconds=601))
    assert not waves.tend(clock.now() + timedelta(seconds=601))
    run_until_idle()
    assert queries.tally(release).accepted == 4


def test_a_wave_in_a_workers_hands_opens_nothing(world: World) -> None:
    world.people(3)
    release = world.release(waves=(1,))
    assert claim() is not None
    waves.tend(clock.now())
    assert release.waves.get(number=1).ended_at is None
    release.refresh_from_db()
    assert release.open_wave == 1


def test_of_a_trickle_only_so_many_are_out_at_once(world: World) -> None:
    world.people(9)
    release = world.release(waves=(8,), trickle=2, feedback_minutes=3600)
    sizes = Parcel.objects.filter(release=release, wave=1).values_list("size", flat=True)
    assert max(sizes) <= 2
    run_until_idle()
    assert queries.tally(release).accepted == 2
    Release.objects.update(feedback_seconds=0)
    run_until_idle()
    assert queries.tally(release).accepted == 9


def test_what_is_claimed_counts_as_out(world: World) -> None:
    world.people(6)
    world.release(waves=(6,), trickle=4, feedback_minutes=3600)
    taken = [claim(worker=f"w{number}") for number in range(4)]
    assert sum(len(one.people) for one in taken if one) == 4


def test_nothing_leaves_before_its_time_nor_ends_early(world: World) -> None:
    world.people(2)
    begins = clock.now() + timedelta(hours=2)
    release = world.release(not_before=begins.isoformat())
    run_until_idle()
    assert queries.tally(release).pending == 2
    assert release.not_after == begins + timedelta(hours=24)
    Release.objects.update(not_before=clock.now())
    run_until_idle()
    assert queries.tally(release).accepted == 2


def test_what_never_opened_expires_with_the_release(world: World) -> None:
    world.people(4)
    release = world.release(waves=(1,), soak_minutes=9000)
    run_until_idle()
    Release.objects.update(not_after=clock.now() - SOON)
    run_until_idle()
    tally = queries.tally(release)
    assert (tally.accepted, tally.expired, tally.completed) == (1, 3, True)


def test_who_answers_not_now_again_and_again_waits_with_the_last_wave(world: World) -> None:
    world.people(3)
    release = world.release(waves=(1, 1))
    parcel = Parcel.objects.get(release=release, wave=1)
    parcels.retry_later(parcel.pk, passing=1, temporary=1)
    again = Parcel.objects.get(retry_of=parcel)
    assert again.wave == 1
    parcels.retry_later(again.pk, passing=2, temporary=1)
    assert Parcel.objects.get(retry_of=again).wave == 3


def test_while_everything_is_stopped_nothing_is_claimed(world: World) -> None:
    world.people(2)
    release = world.release()
    stops.stop(by=BY)
    run_until_idle()
    assert not CaughtMessage.objects.exists()
    stops.lift(by=BY)
    run_until_idle()
    assert queries.tally(release).accepted == 2


@pytest.fixture
def live(world: World) -> World:
    world.house(mode="live")
    return world


def test_a_full_week_holds_back_with_its_reason(live: World, settings) -> None:
    settings.MUSTER_WEEKLY_CAPS = {"email": 1}
    live.people(2)
    first = live.release()
    taken = claim()
    assert taken is not None
    assert all(one.open for one in taken.people)
    assert ContactSlot.objects.count() == 2
    live.release(live.document(live.snapshot(subject="broadcast:2")))
    second = claim()
    assert second is not None
    assert second.release_id != first.pk
    assert [(one.open, one.why) for one in second.people] == [(False, parcels.FULL_WEEK)] * 2
    assert ContactSlot.objects.count() == 2


def test_the_pump_writes_why_somebody_was_held_back(live: World, settings) -> None:
    settings.MUSTER_WEEKLY_CAPS = {"email": 1}
    live.people(1)
    release = live.release()
    person = release.snapshot.recipients.get().person_id
    week = slots.week_of(clock.now())
    ContactSlot.objects.create(
        person_id=person, channel="email", week=week, place=1, release_id=release.pk + 1
    )
    settings.MUSTER_SMTP_URL = "smtp://127.0.0.1:9"
    run_until_idle()
    assert Outcome.objects.values_list("kind", "detail").get() == ("suppressed", parcels.FULL_WEEK)
    with pytest.raises(IntegrityError):
        ContactSlot.objects.create(
            person_id=person, channel="email", week=week, place=1, release_id=release.pk
        )


def test_a_parcel_claimed_again_takes_no_second_place(live: World, settings) -> None:
    settings.MUSTER_WEEKLY_CAPS = {"email": 2}
    live.people(2)
    live.release()
    assert claim() is not None
    Parcel.objects.update(state="pending", worker="", claimed_at=None)
    again = claim()
    assert again is not None
    assert all(one.open for one in again.people)
    assert ContactSlot.objects.count() == 2


def test_what_is_not_capped_is_counted_and_reaches_everybody(live: World, settings) -> None:
    settings.MUSTER_WEEKLY_CAPS = {"email": 1}
    live.people(1)
    live.release()
    assert claim() is not None
    live.release(live.document(live.snapshot(subject="broadcast:2"), capped=False))
    second = claim()
    assert second is not None
    assert second.people[0].open


def test_training_takes_no_places(world: World) -> None:
    world.people(2)
    world.release()
    run_until_idle()
    assert not ContactSlot.objects.exists()


def test_a_halt_between_the_look_and_the_step_promotes_nothing(world: World) -> None:
    world.people(3)
    release = world.release(waves=(1,), soak_minutes=600)
    run_until_idle()
    [wave] = Wave.objects.filter(release=release, number=1)
    actions.halt(release=release, by=BY)
    assert not waves._pass(wave, clock.now())
    wave.refresh_from_db()
    assert wave.passed_at is None


def test_a_trickle_leaves_evenly_and_not_all_at_its_beginning(world: World) -> None:
    world.people(20)
    world.release(waves=(20,), trickle=20, feedback_minutes=4)
    first = claim()
    assert first is not None
    # Half of what may be out has left; the rest waits half the time an answer takes.
    assert len(first.people) == 10
    assert claim(worker="another") is None
    moment = waves.next_moment(clock.now())
    assert moment is not None
    assert timedelta(seconds=1) < moment - first.claimed_at <= timedelta(seconds=2)
    Parcel.objects.filter(state="claimed").update(claimed_at=clock.db_now() - timedelta(seconds=2))
    assert claim(worker="another") is not None


def test_a_trickle_slows_down_from_the_first_sign_on(world: World) -> None:
    world.people(60)
    release = world.release(waves=(60,), trickle=40, feedback_minutes=3600)
    for _portion in range(3):
        run_until_idle()
        earlier = clock.db_now() - timedelta(seconds=1000)
        Parcel.objects.exclude(claimed_at=None).update(claimed_at=earlier)
    assert queries.tally(release).accepted == 30
    # Two who write back are no proof, but more than usual; answers to the rest are still on their way.
    for recipient in list(Recipient.objects.order_by("position")[:2]):
        hear(
            recipient_id=recipient.pk, kind="replied", at=clock.now(), source="inbox",
            event=str(recipient.pk), by=BY,
        )  # fmt: skip
    waves.tend(clock.now())
    release.refresh_from_db()
    assert (release.state, release.pace) == ("sending", 10)
    assert Entry.objects.get(verb="wave.slowed").detail["out_at_most"] == 10
    assert "at most 10" in queries.gates(release).waves[0].words
    assert claim() is None
    # It shows no more than usual any more: as many as before, so ten of them may go.
    waves._keep_pace(release, wary=False)
    assert claim() is not None


def test_every_answer_calls_the_gates_and_a_delivery_does_not(world: World) -> None:
    world.people(1)
    world.release()
    run_until_idle()
    [recipient] = Recipient.objects.all()
    for kind, calls in (("delivered", 0), ("replied", 1)):
        with CaptureQueriesContext(connection) as made:
            hear(
                recipient_id=recipient.pk, kind=kind, at=clock.now(), source="inbox", event=kind,
                by=BY,
            )  # fmt: skip
        assert sum("'heard'" in one["sql"] for one in made) == calls
