"""H4: who presses halt is told at once, whatever workers, readers and writers are in the middle of."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import pytest
from django.db import DatabaseError, connection, transaction

from muster.delivery import actions, fence, queries
from muster.delivery.actions import claiming, outcomes, parcels, receipts
from muster.delivery.actions.outcomes import Ended
from muster.delivery.actions.parcels import Claimed
from muster.delivery.models import Halt, Parcel, Release
from muster.kit import clock, faults
from tests.domains.delivery.conftest import BY, World

pytestmark = pytest.mark.django_db(transaction=True)


def claim() -> Claimed:
    token = fence.in_database()
    assert token is not None
    found = parcels.claim(worker="w", channels=["email"], token=token)
    assert found is not None
    return found


def ends(parcel: Claimed) -> list[Ended]:
    now = clock.db_now()
    return [
        Ended(one.recipient_id, one.key_id, "accepted", 250, "", now, now) for one in parcel.people
    ]


def append(world: World, parcel: Claimed) -> None:
    outcomes.append(parcel, ends(parcel)[:1], worker="w", title="x")


def finish(world: World, parcel: Claimed) -> None:
    left = [(one.recipient_id, one.key_id) for one in parcel.people[1:]]
    outcomes.finish(parcel, ends(parcel)[:1], worker="w", title="x", left=left)


def hear(world: World, parcel: Claimed) -> None:
    receipts.hear(
        recipient_id=parcel.people[0].recipient_id, kind="complained", at=clock.now(),
        source="test", event="1", by=BY,
    )  # fmt: skip


def freeze(world: World, parcel: Claimed) -> None:
    world.snapshot(subject="broadcast:2")


def halted_within(seconds: float, release: Release) -> Halt:
    """Halt it; the database refuses to wait any longer than that for a lock."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('lock_timeout', %s, false)", [f"{seconds}s"])
        try:
            return actions.halt(release=release, by=BY)
        finally:
            cursor.execute("RESET lock_timeout")


@pytest.mark.parametrize("deed", [append, finish, hear, freeze])
def test_h4_a_halt_waits_for_nobody_who_writes_down_hears_or_freezes(
    world: World, deed: Callable[[World, Claimed], None]
) -> None:
    world.house(mode="live")
    world.people(4)
    release = world.release()
    parcel = claim()
    begun, over = threading.Event(), threading.Event()

    def middle() -> None:
        try:
            with transaction.atomic():
                deed(world, parcel)
                begun.set()
                over.wait(30)
        finally:
            connection.close()

    busy = threading.Thread(target=middle)
    busy.start()
    try:
        assert begun.wait(30)
        stopped = halted_within(0.5, release)
        assert busy.is_alive(), "whoever was in the middle of it was to stay there"
    finally:
        over.set()
        busy.join(timeout=30)
    assert queries.latest_halt(release) == stopped


def test_h4_a_worker_that_stands_still_in_a_claim_holds_up_no_halt(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.house(mode="live")
    world.people(4)
    release = world.release()
    # It stands still for two seconds with everything read and nothing committed.
    monkeypatch.setattr(faults, "ARMED", "lease.before_commit:1:sleep")
    monkeypatch.setattr(faults, "_seen", {})
    problems: list[DatabaseError] = []

    def still() -> None:
        try:
            claim()
        except DatabaseError as problem:
            problems.append(problem)
        finally:
            connection.close()

    worker = threading.Thread(target=still)
    worker.start()
    until = time.monotonic() + 30
    while not _is_locked(release) and time.monotonic() < until:
        time.sleep(0.01)
    halted_within(1.5, release)
    worker.join(timeout=30)
    assert problems, "the claim was to be undone"
    assert list(release.parcels.values_list("state", "worker")) == [(Parcel.State.PENDING, "")]
    # What it had read is whole and leaves once it may.
    actions.resume(release=release, by=BY)
    assert len(claim().people) == 4


def test_h4_claims_that_follow_one_another_without_a_gap_let_a_halt_in(world: World) -> None:
    """The share locks of claims are compatible: whoever waits for none to be left could wait for ever."""
    world.house(mode="live")
    world.people(4)
    release = world.release()
    begun: list[float] = []
    over = threading.Event()

    def claims() -> None:
        try:
            while not over.is_set():
                with transaction.atomic(), connection.cursor() as cursor:
                    claiming.turn(cursor)
                    begun.append(time.monotonic())
                    cursor.execute(
                        "SELECT FROM delivery_release WHERE id = %s FOR SHARE", [release.pk]
                    )
                    time.sleep(0.1)
        finally:
            connection.close()

    workers = [threading.Thread(target=claims) for _number in range(3)]
    for worker in workers:
        worker.start()
        # Each begins in the middle of another’s.
        time.sleep(0.03)
    try:
        before = len(begun)
        halted_within(3, release)
        # Those that were asking at that very moment, and no more.
        assert len(begun) - before <= len(workers)
    finally:
        over.set()
        for worker in workers:
            worker.join(timeout=30)


def _is_locked(release: Release) -> bool:
    found = Release.objects.filter(pk=release.pk)
    with transaction.atomic():
        return not found.select_for_update(skip_locked=True, no_key=True).exists()
