"""A stub of the few calls of Stripe that we make and that no free server has: Checkout Sessions, refunds, idempotency.

Its own page pays or declines, its reports are sealed as Stripe’s are. It keeps everything in memory, counts what
it was asked, and can be told to break. Loopback only: no card server is ever called.
"""

from __future__ import annotations

import hashlib
import hmac
import html
import itertools
import json
import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import parse_qsl, urlsplit

import httpx

KEY = "sk_test_of_nobody"
SECRET = "whsec_of_nobody"  # noqa: S105 - of a server that lives on loopback for a minute


@dataclass(slots=True)
class Server:
    """One server; ``hook`` is where its reports go. Use it as a context manager."""

    hook: str = ""
    secret: str = SECRET
    sessions: dict[str, dict[str, Any]] = field(default_factory=dict)
    refunds: dict[str, dict[str, Any]] = field(default_factory=dict)
    events: list[dict[str, Any]] = field(default_factory=list)
    asked: list[tuple[str, str]] = field(default_factory=list)
    # What the next calls are answered with instead: a status, or “cut” after the call was carried out.
    trouble: list[int | str] = field(default_factory=list)
    _keys: dict[str, dict[str, Any]] = field(default_factory=dict)
    _numbers: itertools.count[int] = field(default_factory=lambda: itertools.count(1000))
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _server: ThreadingHTTPServer | None = None

    @property
    def url(self) -> str:
        """What MUSTER_STRIPE_URL becomes."""
        assert self._server is not None
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> Self:
        server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"home": self}))
        self._server = server
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        assert self._server is not None
        self._server.shutdown()
        self._server.server_close()

    def pay(self, session: str, *, declined: str = "") -> list[dict[str, Any]]:
        """What Stripe reports when somebody pays on this page, or is declined; sent to the hook, if there is one."""
        made = self.sessions[session]
        intent, minor = made["_intent"], made["amount_total"]
        about = {"currency": made["currency"], "metadata": made["metadata"]}
        if declined:
            told = {
                "id": intent, "object": "payment_intent", "amount": minor, **about,
                "status": "requires_payment_method",
                "last_payment_error": {"code": "card_declined", "decline_code": declined},
            }  # fmt: skip
            return self.send([self.event("payment_intent.payment_failed", told)])
        made.update(payment_status="paid", status="complete", payment_intent=intent)
        charge = {
            "id": f"ch_{intent[3:]}", "object": "charge", "amount": minor, "amount_captured": minor,
            "captured": True, "paid": True, "status": "succeeded", "payment_intent": intent, **about,
            # Real ones say much more of the card; none of it may ever be kept.
            "payment_method_details": {"card": {"last4": "4242"}}, "billing_details": {"name": "A"},
        }  # fmt: skip
        whole = {
            "id": intent, "object": "payment_intent", "amount": minor, "amount_received": minor,
            "status": "succeeded", "latest_charge": charge["id"], **about,
        }  # fmt: skip
        return self.send([
            self.event("charge.succeeded", charge),
            self.event("payment_intent.succeeded", whole),
            self.event("checkout.session.completed", _shown(made)),
        ])  # fmt: skip

    def expire(self, session: str) -> list[dict[str, Any]]:
        """What it reports when nobody paid in time."""
        made = self.sessions[session]
        made["status"] = "expired"
        return self.send([self.event("checkout.session.expired", _shown(made))])

    def event(self, kind: str, thing: dict[str, Any], *, at: int | None = None) -> dict[str, Any]:
        """One report, not sent yet."""
        made = {
            "id": f"evt_{next(self._numbers)}", "object": "event", "type": kind,
            "created": int(time.time()) if at is None else at, "livemode": False,
            "data": {"object": thing},
        }  # fmt: skip
        self.events.append(made)
        return made

    def send(self, events: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Send reports to the hook, in this order; without a hook they are only returned."""
        for one in events if self.hook else ():
            body, headers = self.sealed(one)
            httpx.post(self.hook, content=body, headers=headers, timeout=30, trust_env=False)
        return events

    def sealed(
        self, event: dict[str, Any], *, at: int | None = None
    ) -> tuple[bytes, dict[str, str]]:
        """A report with its seal, as it goes over the wire."""
        body = json.dumps(event).encode()
        moment = int(time.time()) if at is None else at
        seal = hmac.new(self.secret.encode(), b"%d.%s" % (moment, body), hashlib.sha256).hexdigest()
        headers = {
            "Stripe-Signature": f"t={moment},v1={seal}",
            "Content-Type": "application/json",
        }
        return body, headers

    def make_session(self, told: dict[str, str]) -> dict[str, Any]:
        """Begin a payment."""
        number = next(self._numbers)
        name = f"cs_test_{number}"
        minor = int(told["line_items[0][price_data][unit_amount]"]) * int(
            told["line_items[0][quantity]"]
        )
        made = {
            "id": name, "object": "checkout.session", "url": f"{self.url}/pay/{name}",
            "amount_total": minor, "currency": told["line_items[0][price_data][currency]"],
            "client_reference_id": told.get("client_reference_id"), "mode": told["mode"],
            "metadata": {"payment": told.get("metadata[payment]", "")}, "payment_intent": None,
            "payment_status": "unpaid", "status": "open", "success_url": told["success_url"],
            "cancel_url": told["cancel_url"], "_intent": f"pi_{number}",
        }  # fmt: skip
        self.sessions[name] = made
        return _shown(made)

    def make_refund(self, told: dict[str, str]) -> dict[str, Any]:
        """Give money back: at once here, and reported."""
        name = f"re_{next(self._numbers)}"
        made: dict[str, Any] = {
            "id": name, "object": "refund", "amount": int(told["amount"]),
            "payment_intent": told["payment_intent"], "status": "succeeded",
            "currency": self._currency(told["payment_intent"]), "created": int(time.time()),
        }  # fmt: skip
        self.refunds[name] = made
        self.send([self.event("refund.created", made)])
        return made

    def _currency(self, intent: str) -> str:
        found = (one["currency"] for one in self.sessions.values() if one["_intent"] == intent)
        return str(next(found, "eur"))

    def answer(self, path: str, told: dict[str, str], key: str) -> tuple[int, dict[str, Any]]:
        """One call: the same key again gets the same answer, and nothing is done twice."""
        with self._lock:
            if key and key in self._keys:
                return 200, self._keys[key]
            makers = {"/v1/checkout/sessions": self.make_session, "/v1/refunds": self.make_refund}
            if path not in makers:
                return 404, {
                    "error": {"type": "invalid_request_error", "message": "not in the stub"}
                }
            made = makers[path](told)
            if key:
                self._keys[key] = made
            return 200, made


def _shown(session: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in session.items() if not name.startswith("_")}


class _Handler(BaseHTTPRequestHandler):
    home: Server
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: Any) -> None:
        """Say nothing: a replay prints one line of its own."""

    def do_GET(self) -> None:
        name = urlsplit(self.path).path.rpartition("/")[2]
        if not self.path.startswith("/pay/") or name not in self.home.sessions:
            self._json(404, {"error": {"type": "invalid_request_error"}})
            return
        self._send(200, "text/html; charset=utf-8", _page(self.home.sessions[name]).encode())

    def do_POST(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        told = dict(parse_qsl(self.rfile.read(length).decode(), keep_blank_values=True))
        path = urlsplit(self.path).path
        self.home.asked.append(("POST", path))
        if path.startswith("/pay/"):
            self._pay(path.rpartition("/")[2], told)
            return
        trouble = self.home.trouble.pop(0) if self.home.trouble else None
        if isinstance(trouble, int):
            self._json(trouble, {"error": {"type": "api_error", "message": "told to break"}})
            return
        status, made = self.home.answer(path, told, self.headers.get("Idempotency-Key", ""))
        if trouble == "cut":
            self.close_connection = True
            self.connection.close()
            return
        self._json(status, made)

    def _pay(self, name: str, told: dict[str, str]) -> None:
        made = self.home.sessions.get(name)
        if made is None:
            self._json(404, {"error": {"type": "invalid_request_error"}})
            return
        outcome = told.get("outcome", "")
        if outcome in {"paid", "declined"}:
            self.home.pay(name, declined="insufficient_funds" if outcome == "declined" else "")
        back = made["success_url"] if outcome == "paid" else made["cancel_url"]
        self.send_response(303)
        self.send_header("Location", back)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _json(self, status: int, body: dict[str, Any]) -> None:
        self._send(status, "application/json", json.dumps(body).encode())

    def _send(self, status: int, kind: str, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def _page(session: dict[str, Any]) -> str:
    amount = html.escape(f"{session['amount_total']} {session['currency']}")
    buttons = "".join(
        f'<button name="outcome" value="{one}">{one}</button>'
        for one in ("paid", "declined", "left")
    )
    return (
        '<!doctype html><html lang="en"><title>Stub of a card service</title>'
        f'<h1>Pay {amount}</h1><form method="post">{buttons}</form></html>'
    )
