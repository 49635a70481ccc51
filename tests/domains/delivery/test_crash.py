"""The pump is killed where it hurts, started again, and the witness is asked what really arrived."""

import signal
import threading
import time
from pathlib import Path

import pytest

from muster.delivery import actions, queries
from muster.delivery.actions import parcels
from muster.delivery.models import Outcome, Release
from muster.delivery.pump import recovery, run_until_idle, worker
from muster.delivery.pump.presses import Presses
from muster.proof.nursery import Child
from muster.proof.witness.process import Witness
from tests import processes
from tests.domains.delivery.conftest import BY, World

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.enable_socket]

CONNECTIONS = 4


@pytest.fixture
def scene(world: World, settings, tmp_path: Path):
    world.house(mode="live")
    with Witness.start(tmp_path / "witness.log") as witness:
        settings.MUSTER_SMTP_URL = witness.url
        yield world, witness


def _pump(witness: Witness, fault: str = "") -> Child:
    return processes.start(
        processes.PUMP,
        MUSTER_SMTP_URL=witness.url,
        MUSTER_SMTP_CONNECTIONS=str(CONNECTIONS),
        MUSTER_FAULT=fault,
    )


@pytest.mark.parametrize(
    "point",
    [
        "lease.after_commit:1",
        "intent.after_commit:30",
        "net.after_accept_before_reply_read:30",
        "net.after_reply_before_record:30",
        "complete.before_commit:1",
    ],
)
def test_a_kill_costs_no_duplicate_and_no_silence(scene, point: str) -> None:
    world, witness = scene
    world.people(40)
    release = world.release()
    killed = _pump(witness, f"{point}:kill9")
    assert killed.wait(timeout=60) == -signal.SIGKILL
    run_until_idle()
    tally = queries.tally(release)
    arrived = {line["to"] for line in witness.accepted()}
    accepted = set(
        Outcome.objects.filter(kind="accepted").values_list("recipient__address", flat=True)
    )
    assert witness.duplicates() == []
    assert tally.together == tally.total == 40
    assert tally.completed
    assert tally.unknown <= CONNECTIONS
    assert accepted <= arrived
    assert tally.accepted + tally.unknown == 40


def test_without_a_journal_everything_claimed_is_unknown(scene, settings) -> None:
    world, witness = scene
    world.people(10)
    release = world.release()
    assert _pump(witness, "intent.after_commit:3:kill9").wait(timeout=60) == -signal.SIGKILL
    [journal] = (Path(settings.MUSTER_HOME) / "journal").glob("*.journal")
    content = bytearray(journal.read_bytes())
    content[16:20] = b"boot"
    journal.write_bytes(bytes(content))
    run_until_idle()
    assert queries.tally(release).unknown == 10
    assert witness.duplicates() == []


def test_nobody_takes_over_from_the_living(scene, settings) -> None:
    world, witness = scene
    world.people(200)
    world.release()
    pump = _pump(witness, "net.after_accept_before_reply_read:5:sleep")
    deadline = time.monotonic() + 30
    while not witness.accepted() and time.monotonic() < deadline:
        time.sleep(0.05)
    folder = Path(settings.MUSTER_HOME) / "journal"
    assert recovery.recover(folder, Presses(), worker="another") == 0
    assert parcels.held_by_others("another")
    assert pump.wait(timeout=60) == 0
    assert witness.duplicates() == []


def test_from_the_commit_of_a_halt_nothing_more_leaves(scene) -> None:
    world, witness = scene
    world.people(150)
    release = world.release()
    witness.stop()
    with Witness.start(witness.path.with_name("slow.log"), "--delay-ms", "20") as slow:
        pump = _pump(slow)
        while len(slow.accepted()) < 20:
            time.sleep(0.02)
        stopped = actions.halt(release=release, by=BY)
        committed = time.time()
        # It ends by itself once nothing may leave.
        pump.wait(timeout=60)
        late = [line for line in slow.accepted() if float(line["at"]) > committed]
        # Half a second always, and a little for the witness on a busy machine (H2).
        assert all(float(line["at"]) - committed < 0.6 for line in late)
        release.refresh_from_db()
        tally = queries.tally(release)
        assert release.state == Release.State.HALTED
        assert (tally.in_flight, tally.together) == (0, 150)
        assert tally.pending >= 150 - len(slow.accepted())
        named = {one.recipient.address for one in queries.in_flight_at_halt(release)}
        assert {line["to"] for line in late} <= named
        actions.resume(release=release, by=BY)
        assert _pump(slow).wait(timeout=60) == 0
        assert queries.tally(release).accepted + queries.tally(release).unknown == 150
        assert slow.duplicates() == []
        assert stopped.release_id == release.pk


def test_a_worker_told_to_stop_waits_for_the_answers_it_is_owed(scene, settings) -> None:
    world, witness = scene
    world.people(60)
    release = world.release()
    witness.stop()
    with Witness.start(witness.path.with_name("slow.log"), "--delay-ms", "50") as slow:
        settings.MUSTER_SMTP_URL, settings.MUSTER_SMTP_CONNECTIONS = slow.url, CONNECTIONS
        stop = threading.Event()
        pump = threading.Thread(target=worker.run, args=(stop,))
        pump.start()
        deadline = time.monotonic() + 60
        while len(slow.accepted()) < 8 and time.monotonic() < deadline:
            time.sleep(0.02)
        stop.set()
        pump.join(timeout=60)
        tally = queries.tally(release)
        assert (tally.unknown, tally.in_flight, tally.together) == (0, 0, 60)
        assert tally.accepted == len(slow.accepted()) >= 8


def test_what_is_cancelled_is_never_sent(scene) -> None:
    world, witness = scene
    world.people(5)
    release = world.release()
    actions.halt(release=release, by=BY)
    actions.cancel(release=release, by=BY)
    run_until_idle()
    tally = queries.tally(release)
    assert (tally.expired, tally.completed, witness.accepted()) == (5, True, [])
    with pytest.raises(actions.NotStopped):
        actions.resume(release=release, by=BY)
    with pytest.raises(actions.NotSending):
        actions.halt(release=release, by=BY)
