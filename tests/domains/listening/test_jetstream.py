"""Both wire forms over a real websocket: resumed by cursor, broken off in the middle of a frame, nothing lost or doubled."""

from __future__ import annotations

import json
import os
import threading
import time
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from muster.listening.kinds.bluesky import frames, place
from muster.listening.kinds.bluesky.listen import listen
from muster.listening.kinds.wire import Deaf, NotAnAddress, Place
from muster.proof.benches.listening import inventing
from muster.proof.witness.jetstream import Server
from tests.domains.listening.ears import Ear

pytestmark = [pytest.mark.django_db, pytest.mark.enable_socket]
NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)


@pytest.mark.parametrize("second", [False, True])
def test_a_stream_that_hangs_up_loses_and_doubles_nothing(second: bool) -> None:
    stream = inventing.stream(3000, seed=5, second_form=second)
    with Server(stream.frames, stream.places, cuts=[700, 1, 900]) as server:
        ear = Ear(30_000, stream.places[-1])
        where = server.v2 if second else server.v1
        for _try in range(4):
            with suppress(Deaf):
                listen(Place(where, mark=ear.mark), ear, ear.stopping)
        assert len(server.asked) >= 3
    whole = {one.uri for one in ear.posts}
    wanted = {_uri(json.loads(raw)) for raw in stream.frames if raw.endswith((b"}}", b"}}}"))}
    assert wanted - {None} <= whole
    assert stream.named <= whole


def _uri(told: dict[str, Any]) -> str | None:
    commit = told.get("commit") or told.get("payload") or {}
    did = told.get("did") or commit.get("did")
    is_post = commit.get("collection") == "app.bsky.feed.post"
    return f"at://{did}/app.bsky.feed.post/{commit.get('rkey')}" if is_post else None


def test_frames_that_cannot_be_read_are_counted() -> None:
    stream = inventing.stream(4000, seed=9)
    assert stream.broken
    with Server(stream.frames, stream.places) as server:
        ear = Ear(4000)
        listen(Place(server.v1), ear, ear.stopping)
    assert (ear.frames, ear.skipped) == (4000, stream.broken)
    assert ear.mark == {"cursor": stream.places[-1]}


def test_what_was_missed_is_filled_once_the_stream_has_caught_up() -> None:
    stream = inventing.stream(500, seed=1)
    with Server(stream.frames, stream.places) as server:
        ear = Ear(500)
        ear.missed = datetime.now(UTC) - timedelta(seconds=30)
        listen(Place(server.v1, mark={"cursor": stream.places[10]}), ear, ear.stopping)
    assert ear.fills == 1


def test_what_the_stream_has_forgotten_stays_a_gap() -> None:
    stream = inventing.stream(500, seed=1)
    with Server(stream.frames, stream.places) as server:
        ear = Ear(500)
        ear.missed = datetime.now(UTC) - timedelta(days=9)
        listen(Place(server.v1, mark={"cursor": 1_000_000_000_000_001}), ear, ear.stopping)
    assert ear.fills == 0


def test_the_published_client_reads_our_second_form() -> None:
    atproto = pytest.importorskip("atproto_jetstream")
    stream = inventing.stream(40, seed=3, second_form=True)
    heard: list[str] = []
    with Server(stream.frames, stream.places) as server:
        client = atproto.JetstreamClient(base_uri=server.v2, compress=False)

        def took(message: Any) -> None:
            heard.append(message.did)
            if len(heard) == 30:
                client.stop()

        thread = threading.Thread(target=client.start, args=(took,), daemon=True)
        thread.start()
        until = time.monotonic() + 10
        while len(heard) < 30 and time.monotonic() < until:
            time.sleep(0.05)
    assert len(heard) >= 30


def test_nobody_there_is_deaf() -> None:
    ear = Ear(1)
    with pytest.raises(Deaf):
        listen(Place("ws://127.0.0.1:9/subscribe"), ear, ear.stopping)


def test_published_frames_are_read() -> None:
    file = _shared() / "payloads" / "bluesky_jetstream.ndjson"
    if not file.exists():
        pytest.skip("the published frames are not here")
    heads = [frames.head(raw) for raw in file.read_bytes().splitlines()]
    assert [one.place for one in heads][4] == 4210
    read = [frames.words(raw) for raw in file.read_bytes().splitlines()]
    said = [frames.post(one, now=NOW) for one in read if one is not None]
    assert [one.text for one in said if one] == ["hello world", "hello"]


@pytest.mark.parametrize(
    "address",
    [
        "https://x.example/subscribe",
        "ws://x.example/subscribe",
        "wss://x.example/",
        "wss://x.example/subscribe?a=1",
        "",
    ],
)
def test_what_is_no_stream_is_refused(address: str) -> None:
    with pytest.raises(NotAnAddress):
        place.checked(address)


def _shared() -> Path:
    beside = Path(__file__).resolve().parents[4] / "shared"
    return Path(os.environ.get("MUSTER_SHARED", beside)) / "data"
