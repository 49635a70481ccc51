"""Mail at the door: what is acknowledged is stored, and what is not stored is asked for again."""

from __future__ import annotations

import asyncio
import io
import smtplib
import socket
import sys
import threading
from typing import TYPE_CHECKING

import pytest
from django.core.management import call_command
from django.db import OperationalError

from muster.inbox import intake, lmtp
from muster.inbox.models import Arrival, Conversation, InboxMessage
from tests.domains.inbox.samples import sent_to

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.make import Make

MAIL = b"""From: Ingrid <ingrid@people.example>\r
To: hello@news.example\r
Subject: Re: October letter\r
Message-ID: <q@mail.example>\r
In-Reply-To: {ours}\r
Content-Type: text/plain; charset=utf-8\r
\r
Who gave you my number? \xc3\x85sa\r
"""


class Pipe:
    """What ``sys.stdin`` is for a mail server's pipe."""

    def __init__(self, raw: bytes) -> None:
        self.buffer = io.BytesIO(raw)


def piped(raw: bytes, monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    monkeypatch.setattr(sys, "stdin", Pipe(raw))
    with pytest.raises(SystemExit) as ended:
        call_command("receive", *arguments, stderr=io.StringIO())
    return int(ended.value.code or 0)


@pytest.mark.django_db
class TestPipe:
    def test_a_reply_is_stored_in_its_thread(
        self, make: Make, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        person = make.person(email="ingrid@people.example")
        raw = MAIL.replace(b"{ours}", sent_to(person)[1].encode())
        assert (
            piped(raw, monkeypatch, "--from", "ingrid@people.example", "--to", "hello@news.example")
            == 0
        )
        assert Conversation.objects.get().person == person
        assert InboxMessage.objects.get().said == "Who gave you my number? Åsa"

    def test_twice_is_once(self, monkeypatch: pytest.MonkeyPatch) -> None:
        for _ in range(2):
            assert piped(MAIL, monkeypatch) == 0
        assert InboxMessage.objects.count() == 1

    def test_without_a_database_the_mail_server_keeps_it(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def away(**_: object) -> None:
            raise OperationalError

        monkeypatch.setattr("muster.inbox.actions.receive", away)
        monkeypatch.setattr(
            "muster.inbox.intake.connection", type("Away", (), {"close": lambda: None})
        )
        assert piped(MAIL, monkeypatch) == 75

    def test_whatever_we_cannot_read_is_asked_for_again(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def broken(*_: object, **__: object) -> None:
            raise ValueError

        monkeypatch.setattr("muster.inbox.intake.email.parse", broken)
        monkeypatch.setattr(
            "muster.inbox.intake.connection", type("Away", (), {"close": lambda: None})
        )
        assert piped(MAIL, monkeypatch) == 75

    def test_circles_nothing_and_too_much_are_refused_for_good(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        assert piped(b"Received: from a by b\r\n" * 51 + MAIL, monkeypatch) == 69
        assert piped(b" \r\n", monkeypatch) == 65
        monkeypatch.setattr(intake, "MAX_RAW", 10)
        assert piped(MAIL, monkeypatch) == 65

    @pytest.mark.parametrize(
        "raw",
        [
            b"\x00\xff\xfe garbage without any header",
            b"Subject: =?utf-8?b?" + b"/" * 5_000 + b"?=\r\n\r\nx",
            b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + b"--b\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n" * 300,
            b"Content-Type: text/plain; charset=no-such-charset\r\n\r\n\xff\xfe\x00x",
            b"Content-Type: text/html; charset=utf-16\r\n\r\n<p>" + b"<div>" * 10_000,
            b"From: \xff\x00 <a@b>, <c@d>\r\nFrom: e@f\r\nMessage-ID: x\r\n\r\n" + b"y" * 300_000,
            b"References: " + b"<a@b> " * 50_000 + b"\r\n\r\nx",
            b"From: a@people.example\r\nSubject: x\r\n\tfolded\r\n \r\n\r\n.\r\n..\r\n",
        ],
    )  # fmt: skip
    def test_hostile_mail_is_stored_or_refused_never_lost(
        self, raw: bytes, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        assert piped(raw, monkeypatch) in {0, 65, 69}


@pytest.fixture
def door(socket_enabled: None) -> Iterator[int]:
    """A running LMTP door; gives its port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    running = _Door(port)
    running.start()
    running.listening.wait(5)
    yield port
    running.end()


class _Door(threading.Thread):
    def __init__(self, port: int) -> None:
        super().__init__(daemon=True)
        self._port, self.listening = port, threading.Event()

    def run(self) -> None:
        asyncio.run(self._serve())

    async def _serve(self) -> None:
        self._loop, self._ended, ready = (
            asyncio.get_running_loop(),
            asyncio.Event(),
            asyncio.Event(),
        )
        serving = asyncio.create_task(
            lmtp.serve("127.0.0.1", self._port, ready=ready, stop=self._ended)
        )
        await ready.wait()
        self.listening.set()
        await serving

    def end(self) -> None:
        self._loop.call_soon_threadsafe(self._ended.set)
        self.join(10)


@pytest.mark.django_db(transaction=True)
class TestLmtp:
    def test_each_recipient_gets_a_reply_and_it_is_committed(self, door: int, make: Make) -> None:
        person = make.person(email="ingrid@people.example")
        raw = MAIL.replace(b"{ours}", sent_to(person)[1].encode())
        with smtplib.LMTP("127.0.0.1", door) as client:
            client.ehlo_or_helo_if_needed()
            client.mail("ingrid@people.example")
            client.rcpt("hello@news.example")
            client.rcpt("info@news.example")
            code, words = client.data(raw)
            second, _ = client.getreply()
        assert (code, second) == (250, 250), words
        assert Conversation.objects.get().person == person

    def test_plain_python_delivers_twice_and_it_is_once(self, door: int) -> None:
        for _ in range(2):
            with smtplib.LMTP("127.0.0.1", door) as client:
                client.sendmail("ingrid@people.example", ["hello@news.example"], MAIL)
        assert InboxMessage.objects.count() == 1

    def test_very_long_lines_are_taken(self, door: int) -> None:
        with smtplib.LMTP("127.0.0.1", door) as client:
            client.sendmail("a@people.example", ["hello@news.example"], MAIL + b"x" * 200_000)
        assert InboxMessage.objects.count() == 1

    def test_a_bounce_is_taken_and_makes_no_conversation(self, door: int) -> None:
        raw = MAIL.replace(
            b"text/plain; charset=utf-8",
            b"multipart/report; report-type=delivery-status; boundary=b",
        )
        with smtplib.LMTP("127.0.0.1", door) as client:
            client.sendmail("", ["hello@news.example"], raw)
        assert Arrival.objects.get().outcome == Arrival.Outcome.BOUNCE
        assert not Conversation.objects.exists()

    def test_a_failing_database_says_later(
        self, door: int, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def away(**_: object) -> None:
            raise OperationalError

        monkeypatch.setattr("muster.inbox.actions.receive", away)
        with (
            smtplib.LMTP("127.0.0.1", door) as client,
            pytest.raises(smtplib.SMTPDataError) as refused,
        ):
            client.sendmail("a@people.example", ["hello@news.example"], MAIL)
        assert refused.value.smtp_code == 451
        assert not Arrival.objects.exists()
