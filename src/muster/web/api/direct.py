"""The tracking door without the rooms behind it: POST to /v1/… is answered before Django is asked.

These calls carry no cookie, show no page and speak no language but JSON, so that nothing of what Django does
around a view is needed for them. Everything else, and every call that is odd in itself, goes on to
Django, where ``tracking.call`` is the same door.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Awaitable, Callable, MutableMapping
from contextlib import AbstractContextManager, nullcontext
from typing import Any, Final

from django.conf import settings
from django.utils import translation
from django.utils.translation.trans_real import parse_accept_lang_header

from muster.kit.gathering import Full
from muster.sources.actions.ingesting import Sent
from muster.sources.actions.together import Together
from muster.sources.kinds.segment import calls
from muster.sources.kinds.segment.calls import BadCall
from muster.sources.kinds.segment.quick import Reading
from muster.web.api import tracking
from muster.web.hosts import is_ours

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
# Django’s own types of these differ from the server’s.
App = Callable[[Any, Any, Any], Awaitable[None]]
Headers = dict[bytes, bytes]

NAMES: Final = {f"/v1/{n}{slash}": n for n in tracking.NAMES for slash in ("", "/")}
NOT_STORED: Final = tracking.refusal("not_stored", "This could not be stored. Send it again.")
_YES: Final = b'{"success": true}'
log = logging.getLogger(__name__)


class Gone(Exception):
    """The client went away in the middle of its call."""


class Direct:
    """Answers tracking calls itself and hands all else to ``behind``."""

    def __init__(self, behind: App) -> None:
        self._behind = behind
        self._together: Together | None = None
        self._headers = [(name.encode(), value.encode()) for name, value in _headers().items()]
        self._later = [(n.lower().encode(), v.encode()) for n, v in tracking.LATER.items()]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request of the server."""
        name = NAMES.get(scope["path"]) if scope["type"] == "http" else None
        if name is None or scope["method"] != "POST" or not scope["headers"]:
            await self._behind(scope, receive, send)
            return
        headers: Headers = dict(scope["headers"])
        if not is_ours(headers):
            await self._behind(scope, receive, send)
            return
        try:
            status, body = await self._answer(name, headers, receive)
        except Gone:
            return
        await self._say(send, status, body)

    async def _answer(self, name: str, headers: Headers, receive: Receive) -> tuple[int, bytes]:
        if self._together is None:
            self._together = Together()
        try:
            return await self._taken(name, headers, receive, self._together)
        except BadCall as problem:
            return 400, _encoded(tracking.refusal("bad_call", str(problem)))
        except Full:
            return tracking.TOO_MANY, _encoded(tracking.too_many())
        except Gone:
            raise
        except Exception as error:  # noqa: BLE001 -- not stored, so never acknowledged; the client asks again
            log.error("a tracking call was not stored: %s", type(error).__name__)  # noqa: TRY400
            return 503, _encoded(NOT_STORED)

    async def _taken(
        self, name: str, headers: Headers, receive: Receive, together: Together
    ) -> tuple[int, bytes]:
        received_at = await together.received_at()
        limit = tracking.limit_of(name)
        raw = await _body(receive, limit)
        encoding = headers.get(b"content-encoding", b"").decode("latin-1").strip().lower()
        with _language(headers):
            told = Reading(name, calls.inflate(raw, encoding, limit))
            events = told.events(received_at)
        said = tracking.key_in(headers.get(b"authorization", b"").decode("latin-1"), told.key)
        key = await together.key(said) if said else None
        if key is None:
            return 401, _encoded(_in_words(headers, tracking.unknown_key))
        sent = Sent(key.source_id, key.power, key.source.paused, received_at, events)
        receipt = await together.take(sent, size=len(raw))
        if not receipt.repeated and not receipt.dropped:
            return 200, _YES
        strict = headers.get(b"x-strict-mode") == b"1"
        with _language(headers):
            status, body = tracking.answer(receipt, strict=strict)
        return status, _encoded(body)

    async def _say(self, send: Send, status: int, body: bytes) -> None:
        more = self._later if status in {tracking.TOO_MANY, 503} else []
        length = (b"content-length", str(len(body)).encode())
        head = [*self._headers, length, *more]
        await send({"type": "http.response.start", "status": status, "headers": head})
        await send({"type": "http.response.body", "body": body})


async def _body(receive: Receive, limit: int) -> bytes:
    """The whole body, never more than ``limit`` bytes of it."""
    pieces, size = [], 0
    while True:
        message = await receive()
        if message["type"] != "http.request":
            raise Gone
        piece = message.get("body", b"")
        size += len(piece)
        if size > limit:
            raise tracking.too_large(limit)
        pieces.append(piece)
        if not message.get("more_body"):
            return pieces[0] if len(pieces) == 1 else b"".join(pieces)


def _headers() -> dict[str, str]:
    """What every answer carries: as Django would have it, and nothing may be made of it."""
    told = {
        "content-type": "application/json",
        "x-content-type-options": "nosniff",
        "referrer-policy": settings.SECURE_REFERRER_POLICY,
        "cross-origin-opener-policy": "same-origin",
        "x-frame-options": "DENY",
        "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
    }
    if settings.SECURE_HSTS_SECONDS:
        told["strict-transport-security"] = f"max-age={settings.SECURE_HSTS_SECONDS}"
    return told | {name.lower(): value for name, value in tracking.CORS.items()}


def _in_words(headers: Headers, words: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    with _language(headers):
        return words()


def _language(headers: Headers) -> AbstractContextManager[None]:
    """Words in the first language the client asks for that we speak; nearly all ask for none."""
    asked = headers.get(b"accept-language")
    if asked is None:
        return nullcontext()
    spoken = dict(settings.LANGUAGES)
    for code, _weight in parse_accept_lang_header(asked.decode("latin-1")):
        if (base := code.partition("-")[0]) in spoken:
            return translation.override(base)
    return nullcontext()


def _encoded(body: dict[str, Any]) -> bytes:
    return json.dumps(body).encode()
