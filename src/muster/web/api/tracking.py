"""The Segment-compatible door: websites and apps tell what happened, in calls other tools speak too.

An event is acknowledged only once it is stored. A bad event costs only itself and is reported; no
client is ever sent into a loop by one.
"""

from __future__ import annotations

import base64
import binascii
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from muster.kit import clock
from muster.sources import actions, queries
from muster.sources.actions import Receipt
from muster.sources.kinds.segment import calls
from muster.sources.kinds.segment.calls import BadCall
from muster.sources.kinds.segment.quick import Reading
from muster.web.gate import public

SHOWN_DROPS = 100
TOO_MANY = 429
LATER = {"Retry-After": "5"}
# Browser pages of any site may call: no cookie is read here, only the key in the call counts.
CORS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Methods": "POST, OPTIONS",
    "Access-Control-Allow-Headers": "Authorization, Content-Type, X-Strict-Mode",
    "Access-Control-Max-Age": "86400",
}


@csrf_exempt
@public(reason="tracking calls carry a write key of their own and see nobody’s record")
def call(request: HttpRequest, name: str) -> HttpResponse:
    """One call of a tracking client: `name` is the kind of event, or “batch”."""
    if request.method == "OPTIONS":
        return HttpResponse(status=204, headers=CORS)
    if request.method != "POST":
        return _answered(405, refusal("method", _("Send tracking calls by POST.")))
    try:
        return _taken(request, name)
    except BadCall as problem:
        return _answered(400, refusal("bad_call", str(problem)))


def _taken(request: HttpRequest, name: str) -> HttpResponse:
    received_at = clock.now()
    if queries.waiting().full:
        return _answered(TOO_MANY, too_many())
    encoding = request.headers.get("Content-Encoding", "").strip().lower()
    limit = limit_of(name)
    told = Reading(name, calls.inflate(_body(request, limit), encoding, limit))
    raw = key_in(request.headers.get("Authorization", ""), told.key)
    key = queries.write_key(raw) if raw else None
    if key is None:
        return _answered(401, unknown_key())
    receipt = actions.ingest(key=key, events=told.events(received_at), received_at=received_at)
    return _answered(*answer(receipt, strict=request.headers.get("X-Strict-Mode", "") == "1"))


def _body(request: HttpRequest, limit: int) -> bytes:
    """At most `limit` bytes and one more, which tells that there would be more."""
    body = request.read(limit + 1)
    if len(body) > limit:
        raise too_large(limit)
    return body


def limit_of(name: str) -> int:
    """The most bytes a call of that name may have."""
    return calls.BATCH_LIMIT if name == "batch" else calls.CALL_LIMIT


def too_large(limit: int) -> BadCall:
    """What to raise at a call of more than that many bytes."""
    return BadCall(_("The call is larger than %(limit)s KB.") % {"limit": limit // 1024})


def key_in(authorization: str, told: object) -> str:
    """The key of the Authorization header, else of the body; empty if neither says one."""
    raw = _basic(authorization) or told
    return raw if isinstance(raw, str) else ""


def _basic(header: str) -> str:
    scheme, _space, value = header.partition(" ")
    if scheme.lower() != "basic":
        return ""
    try:
        text = base64.b64decode(value.strip(), validate=True).decode("utf-8")
    except (binascii.Error, UnicodeDecodeError):
        return ""
    return text.partition(":")[0]


def answer(receipt: Receipt, *, strict: bool) -> tuple[int, dict[str, Any]]:
    """Everything kept is a plain yes; drops are always listed, and in strict mode they are an error."""
    body: dict[str, Any] = {"success": True}
    if receipt.repeated:
        body["repeated"] = receipt.repeated
    if receipt.dropped:
        body["dropped_count"] = len(receipt.dropped)
        body["dropped"] = [
            {"index": drop.index, "messageId": drop.message_id, "reason": drop.reason}
            for drop in receipt.dropped[:SHOWN_DROPS]
        ]
    if strict and receipt.dropped:
        words = _("Some events were dropped; the others are kept.")
        return 400, body | refusal("dropped", words) | {"taken": receipt.taken}
    return 200, body


def refusal(code: str, message: str) -> dict[str, Any]:
    """The body of every answer that is not a yes."""
    return {"success": False, "code": code, "message": message}


def unknown_key() -> dict[str, Any]:
    """A key that opens nothing."""
    return refusal("unknown_key", _("This write key opens nothing. Check it in Sources."))


def too_many() -> dict[str, Any]:
    """More waits than the workers can take in; the client keeps what it has and asks again."""
    # For a program that minds the status and Retry-After; no person reads it, so it has one language.
    return refusal("too_many", "Too much waits to be taken in. Send this again a little later.")


def _answered(status: int, body: dict[str, Any]) -> HttpResponse:
    headers = CORS | (LATER if status in {TOO_MANY, 503} else {})
    return JsonResponse(body, status=status, headers=headers)


NAMES = ("identify", "track", "page", "screen", "group", "alias", "batch")
urlpatterns = [
    path(f"v1/{name}{slash}", call, {"name": name}, name=f"track-{name}{'-slash' if slash else ''}")
    for name in NAMES
    for slash in ("", "/")
]
