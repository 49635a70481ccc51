"""The tracking door is killed in mid-stream: what it said yes to is there, and the same stream again adds nothing."""

import base64
import signal
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from muster.activity.models import Fact
from muster.proof.benches.ingesting.generator import Sender
from muster.proof.benches.ingesting.stream import Stream
from muster.proof.nursery import Child
from muster.sources import actions
from tests import processes

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.enable_socket]

CALLS, PER_CALL, LINES = 120, 20, 4
PATIENCE = 60.0


@pytest.fixture
def requests(cast) -> list[bytes]:
    source = actions.add_source(kind="segment", name="Website", by=cast.olga)
    key = actions.add_key(source=source, power="server", by=cast.olga)
    secret = base64.b64encode(f"{key}:".encode()).decode()
    head = f"POST /v1/batch HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Basic {secret}\r\n"
    return [
        f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body
        for body in Stream(people=50, seed=1).counted(CALLS, PER_CALL)
    ]


@contextmanager
def door() -> Iterator[tuple[Child, int]]:
    """``muster web`` over this test’s database."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = processes.start("web", "--port", str(port))
    try:
        _wait(port, process)
        yield process, port
    finally:
        process.kill()
        process.wait()


def _wait(port: int, process: Child) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    pytest.fail("the door did not open")


def numbers() -> list[int]:
    """The number of every event of the stream that became a fact."""
    told = Fact.objects.filter(kind__name="event.tracked", ref__name="Counted")
    return sorted(told.values_list("data__n", flat=True))


def test_a_kill_loses_nothing_acknowledged_and_a_replay_adds_nothing(requests: list[bytes]) -> None:
    with door() as (process, port):
        sender = Sender(port, requests, LINES)
        sending = threading.Thread(target=sender.run)
        sending.start()
        until = time.monotonic() + PATIENCE
        while len(sender.acknowledged) < CALLS // 6 and time.monotonic() < until:
            time.sleep(0.001)
        process.send_signal(signal.SIGKILL)
        sending.join(PATIENCE)
    said_yes = [call * PER_CALL + n for call in sender.acknowledged for n in range(PER_CALL)]
    assert CALLS // 6 <= len(sender.acknowledged) < CALLS
    actions.absorb()
    kept = numbers()
    assert set(said_yes) <= set(kept)
    with door() as (_process, port):
        again = Sender(port, requests, LINES)
        again.run()
    assert again.statuses == {200: CALLS}
    assert again.repeated == len(kept)
    actions.absorb()
    assert numbers() == list(range(CALLS * PER_CALL))
