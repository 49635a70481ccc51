"""The door for reports before Django: kept before “yes” is said, folded beside, all else as the view does it."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from django.db import connection

from muster.gifts import actions
from muster.gifts.models import Entry, Report
from muster.proof.witness import stripe_
from muster.web.hooks import direct_payments
from tests.domains.gifts.cards import Card, begun

pytestmark = pytest.mark.django_db(transaction=True)
SERVER = stripe_.Server()


async def behind(scope: Any, receive: Any, send: Any) -> None:
    await receive()
    await send({"type": "http.response.start", "status": 299, "headers": []})
    await send({"type": "http.response.body", "body": b""})


def tell(*calls: tuple[bytes, dict[str, Any]]) -> list[int]:
    """Answer calls that come at once, in a loop of their own, and wait until the ledger has followed."""
    app = direct_payments.Payments(behind)

    async def one(body: bytes, more: dict[str, Any]) -> int:
        said: list[Any] = []

        async def receive() -> Any:
            return {"type": "http.request", "body": body, "more_body": False}

        async def send(message: Any) -> None:
            said.append(message)

        scope = {
            "type": "http", "method": "POST", "path": "/hooks/stripe/", "query_string": b"",
            "client": ("127.0.0.1", 9), "scheme": "http", "server": ("127.0.0.1", 1),
        }  # fmt: skip
        await app(scope | more, receive, send)
        return int(said[0]["status"])

    async def together() -> list[int]:
        answers = await asyncio.gather(*(one(*call) for call in calls))
        if app._folding is not None:
            await app._folding
        return list(answers)

    answers = asyncio.run(together())
    app._folder.submit(lambda: connection.close()).result()  # noqa: PLW0108 -- its own
    if app._gathering is not None:
        app._gathering._thread.submit(lambda: connection.close()).result()  # noqa: PLW0108
    return answers


def call(event: dict[str, Any], **more: Any) -> tuple[bytes, dict[str, Any]]:
    body, headers = SERVER.sealed(event)
    seal = headers["Stripe-Signature"].encode()
    return body, {"headers": [(b"host", b"testserver"), (b"stripe-signature", seal)]} | more


def test_many_reports_at_once_are_kept_and_folded(settings: Any) -> None:
    payments = [begun(settings) for _number in range(40)]
    calls = [call(Card(one).paid()) for one in payments]
    assert tell(*calls, *calls[:9]) == [200] * 49
    assert (Report.objects.count(), Entry.objects.count()) == (40, 40)
    assert tell(*calls) == [200] * 40
    assert Entry.objects.count() == 40


def test_what_is_odd_goes_on_to_django(settings: Any) -> None:
    body, more = call(Card(begun(settings)).paid())
    assert (
        tell(
            (body + b" ", more),
            (body, more | {"headers": [(b"host", b"testserver")]}),
            (body, more | {"headers": [(b"host", b"elsewhere.example"), more["headers"][1]]}),
            (body, more | {"path": "/hooks/gifts/x/"}),
            (body, more | {"method": "GET"}),
            call({"object": "no event"}),
        )
        == [299] * 6
    )
    assert not Report.objects.exists()


def test_half_a_letter_in_a_report_does_not_keep_it_out(settings: Any) -> None:
    paid = Card(begun(settings)).paid()
    paid["data"]["object"]["status"] = "\ud800"
    assert tell(call(paid), call(paid | {"id": "evt_\udfff"})) == [200, 200]
    assert (Report.objects.count(), Entry.objects.count()) == (2, 1)


def test_what_cannot_be_kept_is_not_acknowledged(
    settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = call(Card(begun(settings)).paid())

    def broken(**_: Any) -> int:
        raise ValueError

    monkeypatch.setattr(actions, "keep", broken)
    assert tell(said) == [503]
