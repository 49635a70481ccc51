"""The witness keeps its word: what it took is on its disk, and every bad manner is one a real server has."""

from __future__ import annotations

import smtplib
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from muster.proof.witness.process import Witness

pytestmark = pytest.mark.enable_socket


@pytest.fixture
def witness(tmp_path: Path):
    with Witness.start(tmp_path / "witness.log", "--seed", "7") as running:
        yield running


def mail(witness: Witness, to: str, number: int = 1) -> None:
    with smtplib.SMTP("127.0.0.1", witness.port, timeout=10) as relay:
        relay.sendmail("b@h.example", [to], f"Message-ID: <{number}@h.example>\r\n\r\nHello\r\n")


def text(witness: Witness, to: str, **more: str) -> httpx.Response:
    asked = {"to": to, "text": "Hello", "from": "+447400999999", **more}
    address = f"{witness.http_url}/cgi-bin/sendsms"
    return httpx.get(address, params=asked, timeout=10, trust_env=False)


def took(witness: Witness) -> list[str]:
    return [str(line["to"]) for line in witness.accepted()]


def test_a_dropped_answer_still_counts_as_taken_and_a_lost_message_does_not(witness) -> None:
    for who in ("drop-one@x.example", "lose-one@x.example", "plain@x.example"):
        try:
            mail(witness, who)
        except smtplib.SMTPException:
            assert not who.startswith("plain")
    assert took(witness) == ["drop-one@x.example", "plain@x.example"]
    witness.control(drop_reply=1.0)
    with pytest.raises(httpx.HTTPError):
        text(witness, "+447400000001")
    witness.control(drop_reply=0.0, lose=1.0)
    with pytest.raises(httpx.HTTPError):
        text(witness, "+447400000002")
    assert took(witness)[2:] == ["+447400000001"]


def test_what_comes_twice_is_found_and_what_comes_once_is_not(witness) -> None:
    mail(witness, "a@x.example", 1)
    mail(witness, "b@x.example", 2)
    assert witness.duplicates() == []
    mail(witness, "a@x.example", 1)
    assert witness.duplicates() == ["<1@h.example>"]


def test_refusals_are_not_taken(witness) -> None:
    witness.control(refuse=1.0)
    with pytest.raises(smtplib.SMTPRecipientsRefused):
        mail(witness, "a@x.example")
    assert text(witness, "+447400000001").status_code == 403
    witness.control(refuse=0.0, busy=1.0)
    assert text(witness, "+447400000001").status_code == 503
    assert took(witness) == []
    with pytest.raises(ValueError, match="no manner"):
        witness.control(polite=True)


def test_a_shut_door_refuses_and_opens_again(witness) -> None:
    witness.control(closed=True)
    with pytest.raises(OSError):
        mail(witness, "a@x.example")
    witness.control(closed=False)
    mail(witness, "a@x.example")
    assert took(witness) == ["a@x.example"]


def test_a_log_outlives_a_kill(witness) -> None:
    for number in range(5):
        mail(witness, f"p{number}@x.example", number)
    witness.stop()
    assert len(witness.accepted()) == 5


class Hook(BaseHTTPRequestHandler):
    heard: list[tuple[str, str]] = []

    def do_GET(self) -> None:
        asked = parse_qs(urlsplit(self.path).query)
        self.heard.append((asked["n"][0], asked["d"][0]))
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_args: object) -> None:
        pass


def test_reports_come_twice_and_in_any_order(witness) -> None:
    Hook.heard = []
    server = ThreadingHTTPServer(("127.0.0.1", 0), Hook)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    witness.control(receipts=1.0, receipt_twice=1.0, receipt_delay=0.3)
    for number in range(20):
        back = f"http://127.0.0.1:{server.server_port}/?n={number}&d=%d"
        text(witness, f"+4474000000{number:02}", **{"dlr-mask": "31", "dlr-url": back})
    until = time.monotonic() + 20
    while len(Hook.heard) < 80 and time.monotonic() < until:
        time.sleep(0.05)
    server.shutdown()
    server.server_close()
    by_message = {n: [d for one, d in Hook.heard if one == n] for n, _d in Hook.heard}
    assert {tuple(sorted(states)) for states in by_message.values()} == {("1", "1", "8", "8")}
    firsts = {states[0] for states in by_message.values()}
    assert firsts == {"1", "8"}, "delivered before taken must happen too"
