"""The witness of benches must be able to find what it is there for: a message that came twice."""

from __future__ import annotations

import smtplib
import time
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from muster.proof.witness import sink

pytestmark = pytest.mark.enable_socket


@pytest.fixture
def counting(tmp_path: Path):
    found = sink.Sink.compiled(tmp_path)
    if found is None:
        pytest.skip("there is no C compiler here")
    yield found
    found.stop()


def _send(counting: sink.Sink, *names: str, size: int = 10) -> None:
    port = urlsplit(counting.url).port
    with smtplib.SMTP("127.0.0.1", port or 0) as relay:
        for name in names:
            body = "x" * 70 + "\r\n"
            text = f"Subject: x\r\nMessage-ID: <{name}>\r\n\r\n{body * size}..\r\n"
            relay.sendmail("a@h.example", ["b@x.example"], text)


def test_it_counts_and_finds_what_came_twice(counting: sink.Sink) -> None:
    before = time.time()
    _send(counting, "1@h", "2@h", "1@h")
    seen = counting.count()
    assert (seen.accepted, seen.distinct, seen.twice) == (3, 2, 1)
    assert before - 1 <= seen.last_accept <= time.time() + 1


def test_large_messages_are_read_whole(counting: sink.Sink) -> None:
    _send(counting, "3@h", "4@h", "3@h", size=3000)
    seen = counting.count()
    assert (seen.accepted, seen.distinct, seen.twice) == (3, 2, 1)


def test_without_a_compiler_there_is_the_other_witness(monkeypatch, tmp_path: Path) -> None:
    monkeypatch.setattr(sink.shutil, "which", lambda _name: None)
    slow = sink.start(tmp_path)
    try:
        assert slow.words == "Python witness"
        _send(slow, "1@h", "1@h")
        seen = slow.count()
        assert (seen.accepted, seen.distinct, seen.twice) == (2, 1, 1)
    finally:
        slow.stop()
