"""Whatever is sent to the doors that answer before Django does: no fault of ours, and all of it kept or none."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pytest
from asgiref.sync import sync_to_async
from django.apps import apps
from django.db import connection, connections
from hypothesis import example, given

from muster.kit import ids
from muster.web.handler import Pages
from muster.web.hooks import direct, direct_payments
from tests.domains.gifts.cards import begun
from tests.trials import beside_fixtures
from tests.web.hooks.odd_calls import (
    HOUSE,
    KANNEL,
    OF_KANNEL,
    OF_STRIPE,
    OF_TWILIO,
    PAYMENT,
    SECRET,
    TOKEN,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.django_db(transaction=True)

REFUSED = range(400, 500)
# What a call may touch.
TOUCHED = ("activity", "gifts", "inbox", "people")


class Doors:
    """Both doors before the whole of Django, in one loop that runs for all calls, as a server’s does."""

    def __init__(self, log: pytest.LogCaptureFixture) -> None:
        self.log = log
        self.payments = direct_payments.Payments(Pages())
        self.texts = direct.Texts(self.payments)
        self.loop = asyncio.Runner()

    def ask(self, call: dict[str, Any]) -> int:
        """The status of the answer, once everything that follows from the call is done."""
        return self.loop.run(self._asked(**call))

    async def _asked(
        self, *, method: str, path: str, query: bytes, headers: list[tuple[bytes, bytes]], pieces: list[bytes]
    ) -> int:  # fmt: skip
        said: list[Any] = []
        left = list(pieces)

        async def receive() -> Any:
            if left:
                return {"type": "http.request", "body": left.pop(0), "more_body": bool(left)}
            # The caller stays and says no more.
            return await asyncio.Event().wait()

        async def send(message: Any) -> None:
            said.append(message)

        scope = {
            "type": "http", "method": method, "path": path, "raw_path": quote(path).encode(), "query_string": query,
            "headers": [(b"host", b"testserver"), *headers], "client": ("127.0.0.1", 9), "scheme": "http",
            "server": ("127.0.0.1", 1), "http_version": "1.1",
        }  # fmt: skip
        await self.texts(scope, receive, send)
        if self.payments._folding is not None:
            await self.payments._folding
        return int(said[0]["status"])

    def close(self) -> None:
        self.loop.run(sync_to_async(connections.close_all)())
        gathered = [one._gathering for one in (self.payments, self.texts)]
        for thread in (self.payments._folder, *(one._thread for one in gathered if one)):
            thread.submit(connections.close_all).result()
        self.loop.close()


@pytest.fixture
def doors(
    settings: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> Iterator[Doors]:
    settings.MUSTER_SMS_HOOK_SECRET, settings.MUSTER_SMS_HOOK_URL = SECRET, HOUSE
    settings.MUSTER_SMS_URL = f"twilio://AC1:{TOKEN}@127.0.0.1:1"
    # Nobody comes besides, so nothing is gained by waiting for others.
    for door in (direct, direct_payments):
        monkeypatch.setattr(door, "_PAUSE", 0)
    one = Doors(caplog)
    yield one
    one.close()


def kept() -> dict[str, int]:
    """How many rows each table holds that a call may touch."""
    models = [model for app in TOUCHED for model in apps.get_app_config(app).get_models()]
    counts = [f"SELECT '{one}', count(*) FROM {one}" for one in (m._meta.db_table for m in models)]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(counts))
        return dict(cursor.fetchall())


def hold(doors: Doors, call: dict[str, Any]) -> None:
    """The same call twice: refused it leaves nothing, and taken it is whole, so that again adds nothing."""
    before, status, after = kept(), doors.ask(call), kept()
    assert status == 200 or status in REFUSED
    assert status == 200 or after == before
    assert doors.ask(call) == status
    assert kept() == after
    # What follows in the books has no answer to fail by: there a fault is told in the log alone.
    assert [one.getMessage() for one in doors.log.records if one.name.startswith("muster")] == []


def text(query: bytes) -> dict[str, Any]:
    return {"method": "GET", "path": KANNEL, "query": query, "headers": [], "pieces": [b""]}


@beside_fixtures(100)
@given(OF_KANNEL | OF_TWILIO)
@example(text(b"from=447700900123&id=a%00b&text=Hi"))
@example(text(b"from=447700900124&text=\x80"))
def test_no_call_of_a_gateway_is_our_fault_or_half_kept(doors: Doors, call: dict[str, Any]) -> None:
    hold(doors, call)


@pytest.fixture
def payment(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """One of ours, for reports that name it."""
    with monkeypatch.context() as patched:
        patched.setattr(ids, "token", lambda: PAYMENT)
        assert begun(settings).token == PAYMENT


@pytest.mark.usefixtures("payment")
@beside_fixtures(100)
@given(OF_STRIPE)
def test_no_report_of_the_card_service_is_our_fault_or_half_kept(
    doors: Doors, call: dict[str, Any]
) -> None:
    hold(doors, call)
