"""Calls of gateways for texts and of the card service: most of them prove themselves, and hold anything at all."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlencode

from hypothesis import strategies as st

from muster.proof.witness import stripe_

if TYPE_CHECKING:
    from collections.abc import Callable

    Seal = Callable[[str, bytes, bytes], list[tuple[bytes, bytes]]]

HOUSE = "http://testserver"
SECRET, TOKEN = "a-secret-of-thirty-letters-long", "twilio-token"
KANNEL = f"/hooks/sms/kannel/{SECRET}/texts"
TWILIO, STRIPE = "/hooks/sms/twilio/texts", "/hooks/stripe/"
# What a payment of ours is called in the reports about it.
PAYMENT = "a-payment-of-this-test"

ODD = st.sampled_from(
    ["", "\x00", "a\x00b", "\ud800", "\udfff\ud800", "٣", "9" * 400, "-0", "1e999", "NaN", " ", "\r\n", "%", "STOP",
     "é" * 5_000, "’;--", "\u202e", "+447700900123", "0044", "x" * 40_000]
)  # fmt: skip
WORDS = ODD | st.text(st.characters(), max_size=20)
NUMBERS = st.integers() | st.sampled_from([10**11, -1, 2**63, 10**400, True, 0.5])
JSON = st.recursive(
    st.none() | NUMBERS | WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3),
    max_leaves=6,
)
RAW = st.binary(max_size=40) | st.sampled_from(
    [b"[" * 100_000, b"\xff\xfe{\x00}\x00", b"\xef\xbb\xbf{}", b"%ff=%00&a", b"9" * 5_000]
)
METHODS = st.sampled_from(["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "TRACE", "BREW"])
# As a server hands them on: names in small letters, values as they came, none with a line end.
HEADERS = st.lists(
    st.tuples(
        st.sampled_from(
            [b"content-type", b"content-length", b"accept-language", b"cookie", b"transfer-encoding", b"host",
             b"content-encoding", b"x-forwarded-for", b"stripe-signature", b"x-twilio-signature"]
        ),
        st.sampled_from(
            [b"application/json", b"multipart/form-data", b"multipart/form-data; boundary=\xff", b"-1", b"9" * 30,
             b"text/plain; charset=nothing", b"\xe9;q=x", b"t=,v1=", b"t=9,v1=\xff", b"a=b;;=", b"[::", b"", b"x" * 3_000]
        ),
    ),
    max_size=3,
)  # fmt: skip


def mostly(usual: st.SearchStrategy[Any], odd: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Five times of six the one."""
    return st.integers(0, 5).flatmap(lambda which: usual if which else odd)


NOTHING = mostly(st.just(b""), RAW)


def calls(
    path: str,
    method: str,
    seal: Seal,
    *,
    query: st.SearchStrategy[bytes] = NOTHING,
    body: st.SearchStrategy[bytes] = NOTHING,
) -> st.SearchStrategy[dict[str, Any]]:
    """A call: mostly one that is genuine and holds whatever it holds, else odd on the outside too."""

    @st.composite
    def made(draw: st.DrawFn) -> dict[str, Any]:
        asked, sent = draw(query), draw(body)
        proof = seal(path, asked, sent)
        call = {"path": path, "method": method, "query": asked, "headers": proof, "pieces": [sent]}
        if draw(st.integers(0, 3)):
            return call
        return call | {
            "method": draw(METHODS),
            "path": draw(st.sampled_from([path, f"{path}/", path[:-3]])),
            "headers": draw(HEADERS) + draw(st.sampled_from([proof, []])),
            "pieces": draw(st.sampled_from([[sent], [sent[:3], sent[3:]], [sent, b""]])),
        }

    return made()


def fields(sender: str, *names: str) -> st.SearchStrategy[bytes]:
    """A query or form that names a sender, with fields of the gateway and of nobody, in any octets."""
    numbers = mostly(st.integers(10**10, 10**12).map(str), WORDS)
    values = WORDS | st.binary(max_size=9)
    told = st.fixed_dictionaries({sender: numbers}, optional=dict.fromkeys(names, values))
    more = st.dictionaries(WORDS, values, max_size=2)
    whole = st.builds(lambda one, two: two | one, told, more)
    return mostly(whole.map(lambda one: urlencode(one, errors="surrogatepass").encode()), RAW)


def events() -> st.SearchStrategy[bytes]:
    """A report: mostly an event about money, with odd things in the places that are read and in all others."""
    kinds = [
        "payment_intent.succeeded",
        "charge.succeeded",
        "charge.dispute.created",
        "checkout.session.expired",
    ]
    things = ["payment_intent", "charge", "refund", "dispute", "checkout.session"]
    states = st.sampled_from(["succeeded", "paid", "won", "failed", "warning_closed"]) | JSON
    names = st.sampled_from(["pi_1", "ch_1", {"id": "pi_1"}]) | JSON
    ours = mostly(st.just({"payment": PAYMENT}), JSON)
    sums = dict.fromkeys(
        ("amount", "amount_captured", "amount_received", "amount_total"), NUMBERS | JSON
    )
    odd = dict.fromkeys(("captured", "client_reference_id", "last_payment_error", "paid"), JSON)
    read = {
        "currency": st.sampled_from(["gbp", "jpy", "BHD"]) | JSON, "payment_intent": names, "charge": names,
        "status": states, "payment_status": states,
    }  # fmt: skip
    plain = st.fixed_dictionaries(
        {"object": mostly(st.sampled_from(things), WORDS), "id": names, "metadata": ours},
        optional=sums | odd | read,
    )
    refunds = st.fixed_dictionaries({"data": st.lists(plain | JSON, max_size=3)}) | JSON
    thing = plain | st.builds(lambda one, backs: one | {"refunds": backs}, plain, refunds)
    event = st.fixed_dictionaries(
        {
            "object": mostly(st.just("event"), JSON),
            "id": mostly(st.integers(0, 10**20).map(str), WORDS),
            "type": mostly(st.sampled_from(kinds), WORDS),
            "data": mostly(st.fixed_dictionaries({"object": thing}), JSON),
        },
        optional={"created": NUMBERS | JSON},
    )
    return mostly(event.map(lambda told: json.dumps(told).encode()), RAW)


def seal_of_twilio(path: str, query: bytes, body: bytes) -> list[tuple[bytes, bytes]]:
    """What Twilio puts on its calls."""
    url = f"{HOUSE}{path}{'?' if query else ''}{query.decode('utf-8', 'replace')}"
    form = parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True)
    whole = url + "".join(name + value for name, value in sorted(set(form)))
    made = hmac.new(TOKEN.encode(), whole.encode("utf-8", "surrogatepass"), hashlib.sha1)
    return [(b"x-twilio-signature", base64.b64encode(made.digest()))]


def seal_of_stripe(_path: str, _query: bytes, body: bytes) -> list[tuple[bytes, bytes]]:
    """What Stripe puts on its own."""
    now = int(time.time())
    made = hmac.new(stripe_.SECRET.encode(), b"%d.%b" % (now, body), hashlib.sha256)
    return [(b"stripe-signature", b"t=%d,v1=%b" % (now, made.hexdigest().encode()))]


OF_KANNEL = calls(
    KANNEL, "GET", lambda *_call: [], query=fields("from", "to", "text", "id", "charset")
)
OF_TWILIO = calls(
    TWILIO, "POST", seal_of_twilio, body=fields("From", "To", "Body", "MessageSid", "OptOutType")
)
OF_STRIPE = calls(STRIPE, "POST", seal_of_stripe, body=events())
