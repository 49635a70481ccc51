"""Whatever bytes arrive, reading them is bounded and never fails; machines are told from people."""

import os
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muster.channels.kinds.email import receive
from tests.trials import trials

NOW = datetime(2026, 5, 1, tzinfo=UTC)
SHARED = Path(os.environ.get("MUSTER_SHARED", Path(__file__).parents[4] / "shared")) / "data/email"


def read(raw: bytes):
    return receive.parse(raw, received_at=NOW)


def test_a_plain_answer() -> None:
    incoming = read(
        b"From: =?utf-8?q?=C5=81ucja?= <l@people.example>\r\nTo: a@h.example, b@h.example\r\n"
        b"Subject: =?utf-8?b?xYHDs2TFug==?=\r\nMessage-ID: <x@y>\r\nIn-Reply-To: <r1-ab@h>\r\n"
        b"References: <root@h> <r1-ab@h>\r\nContent-Type: text/plain; charset=iso-8859-2\r\n\r\n"
        b"Tak, przyjd\xea.\r\n"
    )
    assert (incoming.sender_name, incoming.sender) == ("Łucja", "l@people.example")
    assert (incoming.subject, incoming.text) == ("Łódź", "Tak, przyjdę.\n")
    assert incoming.references == ("<root@h>", "<r1-ab@h>")
    assert incoming.recipients == ("a@h.example", "b@h.example")
    assert not incoming.auto
    assert not incoming.truncated


@pytest.mark.parametrize(
    "header",
    [
        b"Auto-Submitted: auto-replied",
        b"auto-submitted: auto-generated; owner-email=x",
        b"Precedence: bulk",
        b"X-Autoreply: yes",
        b"X-Auto-Response-Suppress: All",
        b"Return-Path: <>",
        b"List-Id: <news.h>",
        b"X-Muster-Loop: z",
        b"Subject: Automatyczna odpowied\xc5\xba: urlop",
        b"Subject: Risposta automatica: ferie",
        b"Content-Type: multipart/report; report-type=delivery-status; boundary=q",
    ],
)
def test_machines(header: bytes) -> None:
    assert read(b"From: a@b.example\r\n" + header + b"\r\n\r\nx").auto


@pytest.mark.parametrize(
    "header", [b"Auto-Submitted: no", b"Subject: Re: Out of office hours?", b"Precedence: normal"]
)
def test_people(header: bytes) -> None:
    assert not read(b"From: a@b.example\r\n" + header + b"\r\n\r\nI am out of office? no").auto


def test_a_hundred_thousand_nests_cost_little() -> None:
    nest = b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n) for n in range(500)
    )
    started = time.monotonic()
    incoming = read(b"From: a@b.example\r\n" + nest + b"\r\nhello")
    assert time.monotonic() - started < 5
    assert incoming.truncated


def test_endless_headers_are_cut() -> None:
    incoming = read(b"From: a@b.example\r\n" + b"X-A: " + b"a" * 5_000_000 + b"\r\n\r\nbody")
    assert incoming.truncated
    assert sum(len(value) for _name, value in incoming.headers) < 300_000


def test_a_charset_that_does_not_exist() -> None:
    incoming = read(b"Content-Type: text/plain; charset=klingon\r\n\r\nna\xc3\xafve \xff")
    assert incoming.text.startswith("na")


def test_an_attached_message_is_not_the_writers_words() -> None:
    incoming = read(
        b"Content-Type: multipart/mixed; boundary=q\r\n\r\n--q\r\nContent-Type: text/plain\r\n\r\nmine\r\n"
        b"--q\r\nContent-Type: message/rfc822\r\n\r\nSubject: theirs\r\n\r\nnot mine\r\n--q--\r\n"
    )
    assert incoming.text.strip() == "mine"


@given(st.binary(max_size=3000))
@trials(150)
def test_any_bytes(raw: bytes) -> None:
    read(raw)


@given(
    st.lists(
        st.tuples(
            st.sampled_from(
                [
                    b"From",
                    b"Subject",
                    b"Content-Type",
                    b"Content-Transfer-Encoding",
                    b"Message-ID",
                    b"Content-Disposition",
                    b"References",
                    b"MIME-Version",
                    b"To",
                ]
            ),
            st.one_of(
                st.binary(max_size=80).filter(lambda b: b"\n" not in b and b"\r" not in b),
                st.sampled_from(
                    [
                        b"multipart/mixed; boundary=q",
                        b"text/html; charset=utf-7",
                        b"base64",
                        b"uuencode",
                        b"text/plain; charset*=utf-8''x%FF",
                        b"message/rfc822",
                        b"=?utf-8?b?////?= =?x?q?=?= =?utf-16?b?AAA?=",
                    ]
                ),
            ),
        ),
        max_size=8,
    ),
    st.binary(max_size=400),
)
@trials(200)
def test_hostile_headers(headers: list[tuple[bytes, bytes]], body: bytes) -> None:
    read(b"".join(name + b": " + value + b"\r\n" for name, value in headers) + b"\r\n" + body)


@pytest.mark.skipif(not (SHARED / "bounces").exists(), reason="the shared mail is not here")
def test_real_bounces_are_machines() -> None:
    mails = sorted((SHARED / "bounces").glob("*.eml"))
    people = [path.name for path in mails if not read(path.read_bytes()).auto]
    assert mails
    assert len(people) <= len(mails) // 20, people
