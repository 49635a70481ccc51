"""The door for texts before Django: the same rows and answers as the views, committed before they are given."""

from __future__ import annotations

import asyncio
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import connection

from muster.inbox.models import Arrival, InboxMessage
from muster.web.hooks import direct, sms

pytestmark = pytest.mark.django_db(transaction=True)

SECRET = "a-secret-of-thirty-letters-long"
PATH = f"/hooks/sms/kannel/{SECRET}/texts"


@pytest.fixture(autouse=True)
def _gateway(settings: Any) -> None:
    settings.MUSTER_SMS_URL, settings.MUSTER_SMS_HOOK_SECRET = "kannel://u:p@127.0.0.1:1", SECRET


async def behind(scope: Any, receive: Any, send: Any) -> None:
    await receive()
    await send({"type": "http.response.start", "status": 299, "headers": []})
    await send({"type": "http.response.body", "body": b""})


def ask(*calls: dict[str, Any]) -> list[tuple[int, bytes]]:
    """Answer calls that come at once, in a loop of their own."""
    app = direct.Texts(behind)

    async def one(call: dict[str, Any]) -> tuple[int, bytes]:
        said: list[Any] = []

        async def receive() -> Any:
            return {"type": "http.request", "body": b"", "more_body": False}

        async def send(message: Any) -> None:
            said.append(message)

        scope = {
            "type": "http", "method": "GET", "path": PATH, "query_string": b"", "client": ("127.0.0.1", 9),
            "headers": [(b"host", b"testserver")], "scheme": "http", "server": ("127.0.0.1", 1),
        }  # fmt: skip
        await app(scope | call, receive, send)
        return said[0]["status"], said[1]["body"]

    async def together() -> Any:
        return await asyncio.gather(*(one(call) for call in calls))

    answers = asyncio.run(together())
    if app._gathering is not None:
        app._gathering._thread.submit(lambda: connection.close()).result()  # noqa: PLW0108 -- its own
    return list(answers)


def text(number: int, words: str = "Who is this?", name: str = "") -> dict[str, Any]:
    said = {
        "from": f"+4477009{number:05}",
        "to": "+447700900001",
        "text": words,
        "id": name or f"k{number}",
    }
    return {"query_string": urlencode(said).encode()}


def test_many_calls_at_once_are_each_stored_and_answered_with_nothing() -> None:
    calls = [text(number) for number in range(90)]
    assert set(ask(*calls, *calls[:7])) == {(200, b"")}
    assert InboxMessage.objects.count() == Arrival.objects.count() == 90
    assert set(ask(*calls)) == {(200, b"")}
    assert InboxMessage.objects.count() == 90


def test_what_proves_nothing_or_holds_nothing_goes_on_to_django() -> None:
    calls = [
        text(1) | {"path": "/hooks/sms/kannel/wrong/texts"},
        text(2) | {"method": "POST"},
        text(3) | {"headers": [(b"host", b"elsewhere.example")]},
        text(4) | {"client": ("192.0.2.7", 9)},
        text(5) | {"path": "/hooks/sms/twilio/texts", "method": "POST"},
        {"query_string": b""},
        {"query_string": text(6)["query_string"] + b"\x80"},
        {"path": "/office/"},
    ]
    assert {status for status, _body in ask(*calls)} == {299}
    assert not Arrival.objects.exists()


def test_what_was_not_stored_is_not_acknowledged(monkeypatch: pytest.MonkeyPatch) -> None:
    real = direct.inbox.take_texts

    def unlucky(*, texts: Any) -> None:
        if any(one.text == "bad luck" for one in texts):
            raise RuntimeError("no room")
        real(texts=texts)

    monkeypatch.setattr(direct.inbox, "take_texts", unlucky)
    answers = ask(text(1), text(2, "bad luck"), text(3))
    assert sorted(status for status, _body in answers) == [200, 200, 503]
    assert InboxMessage.objects.count() == 2


def test_the_view_behind_it_reads_with_the_same_eyes() -> None:
    assert direct.sms is sms
