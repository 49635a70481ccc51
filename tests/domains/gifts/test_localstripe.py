"""A real card server on this computer: what it charges and sends is what we read (it knows no Checkout)."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from muster.gifts import actions
from muster.gifts.kinds.stripe import GATEWAY, signing
from muster.gifts.models import Entry
from muster.kit.money import Money
from muster.proof.witness import stripe_
from tests.domains.gifts.cards import AT, begun

if TYPE_CHECKING:
    from collections.abc import Iterator

pytest.importorskip("localstripe", reason="localstripe is not installed")
pytestmark = [pytest.mark.django_db, pytest.mark.enable_socket]
# Its own start() listens to everybody; its application runs on loopback as well, and keeps nothing on disk.
_RUN = (
    "import sys; from aiohttp import web; from localstripe.server import app;"
    " from localstripe.resources import store; store.dump_to_disk = lambda: None;"
    " web.run_app(app, host='127.0.0.1', port=int(sys.argv[1]), print=None)"
)


class Heard:
    """A hook that keeps what it was sent, as it was sent."""

    def __init__(self) -> None:
        self.calls: list[tuple[bytes, str]] = []
        heard = self.calls

        class Handler(BaseHTTPRequestHandler):
            def log_message(self, *_: Any) -> None:
                """Say nothing."""

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                heard.append((body, self.headers[signing.HEADER]))
                self.send_response(200)
                self.end_headers()

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()

    def wait(self, number: int) -> None:
        until = time.monotonic() + 30
        while len(self.calls) < number and time.monotonic() < until:
            time.sleep(0.05)
        assert len(self.calls) >= number


@pytest.fixture
def hook() -> Iterator[Heard]:
    heard = Heard()
    yield heard
    heard.server.shutdown()
    heard.server.server_close()


@pytest.fixture
def server(hook: Heard) -> Iterator[str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-W", "ignore", "-c", _RUN, str(port)],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=os.environ | {"PYTHONPATH": ""},
    )  # fmt: skip
    base = f"http://127.0.0.1:{port}"
    try:
        for _try in range(300):
            try:
                httpx.get(base, trust_env=False)
                break
            except httpx.HTTPError:
                time.sleep(0.1)
        told = {"url": f"http://127.0.0.1:{hook.server.server_port}/", "secret": stripe_.SECRET}
        httpx.post(f"{base}/_config/webhooks/muster", json=told, trust_env=False)
        yield base
    finally:
        process.terminate()
        process.wait()


def ask(base: str, path: str, **told: Any) -> dict[str, Any]:
    answer = httpx.post(
        f"{base}/v1/{path}", data=told, auth=("sk_test_12345", ""), trust_env=False, timeout=30
    )
    said: dict[str, Any] = answer.json()
    return said


def test_a_real_server_charges_declines_and_pays_back(
    server: str, hook: Heard, settings: Any, cast: Any
) -> None:
    payment = begun(settings)
    settings.MUSTER_STRIPE_KEY, settings.MUSTER_STRIPE_URL = "sk_test_12345", server
    method = _card(server, "4242424242424242")
    told = {"amount": 1000, "currency": "gbp", "metadata[payment]": payment.token}
    intent = ask(server, "payment_intents", **told, payment_method=method)
    done = ask(server, f"payment_intents/{intent['id']}/confirm")
    assert done["status"] == "succeeded", done
    hook.wait(1)
    for body, header in hook.calls:
        actions.keep(heard=[GATEWAY.hear(body, header)], gateway="stripe")
    actions.fold()
    gift = Entry.objects.get()
    assert (gift.reference, gift.minor, gift.payment_id) == (intent["id"], 1000, payment.pk)
    assert b"4242" not in json.dumps(list(Entry.objects.values_list("reference", "about"))).encode()
    # Through our own call and the real library; this server sends no report of it, our answer is one.
    back = actions.pay_back(
        gift=gift, money=Money(400, "GBP"), reason="Asked", by=cast.fin, at=AT, once="o1"
    )
    assert back.state == "taken"
    assert sum(one.minor for one in Entry.objects.all()) == 600


def test_a_real_server_declines(server: str, hook: Heard, settings: Any) -> None:
    payment = begun(settings)
    method = _card(server, "4000000000000341")
    told = {"amount": 1000, "currency": "gbp", "metadata[payment]": payment.token}
    intent = ask(server, "payment_intents", **told, payment_method=method)
    ask(server, f"payment_intents/{intent['id']}/confirm")
    hook.wait(1)
    body, header = hook.calls[0]
    actions.keep(heard=[GATEWAY.hear(body, header)], gateway="stripe")
    actions.fold()
    payment.refresh_from_db()
    assert payment.state == "failed"
    assert not Entry.objects.exists()


def _card(server: str, number: str) -> str:
    made = ask(
        server, "payment_methods", type="card", **{
            "card[number]": number, "card[exp_month]": "12", "card[exp_year]": "2030",
            "card[cvc]": "123",
        },
    )  # fmt: skip
    return str(made["id"])
