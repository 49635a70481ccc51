"""The door for texts without the rooms behind it: thousands may answer one message within minutes.

A gateway’s call has no cookie, no session and no page, so it is answered before Django’s middleware, and those
that come while others are committed are committed together, next. “Yes” is said after the commit. Whatever is
odd about a call goes on to Django, where ``sms`` is the same door. Whoever waits for a page goes first.
"""

from __future__ import annotations

import io
import logging
import re
from collections.abc import Awaitable, Callable, MutableMapping
from datetime import datetime
from functools import partial
from typing import Any, Final

from django.core.handlers.asgi import ASGIRequest

from muster.channels.base import Incoming
from muster.inbox import actions as inbox
from muster.kit import clock
from muster.kit.errors import NotFound, Refused
from muster.kit.gathering import Full, Gathering
from muster.kit.scope import Scope, alone
from muster.web.hooks import sms
from muster.web.hooks.pages_first import PagesFirst
from muster.web.hosts import is_ours

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Any, Any, Any], Awaitable[None]]
# Reads a call as of a moment; None where it holds nothing.
Reader = Callable[[ASGIRequest, datetime], Incoming | None]
Call = Callable[[datetime], Incoming | None]

_KANNEL: Final = re.compile(r"/hooks/sms/kannel/([^/]+)/texts")
_TWILIO: Final = "/hooks/sms/twilio/texts"
_AT_ONCE: Final = 64
_MOST: Final = 20_000
# Seconds in which others may come before some are committed.
_PAUSE: Final = 0.05
YES: Final = 200
LATER: Final = 503
# Said to nobody: the call goes on to Django, whose view says what is odd about it.
_ODD: Final = 0
log = logging.getLogger(__name__)


class Texts:
    """Answers gateways itself and hands all else to ``behind``."""

    def __init__(self, behind: App) -> None:
        self._behind = behind
        self._gathering: Gathering[Call, int] | None = None
        self._pages = PagesFirst()

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """One request of the server."""
        reader = _reader(scope) if scope["type"] == "http" else None
        if reader is None:
            await self._pages.make(partial(self._behind, scope, receive), send)
            return
        first = await receive()
        call = _call(scope, first, reader)
        status = _ODD if call is None else await self._stored(call)
        if status == _ODD:
            await self._behind(scope, again(first, receive), send)
        else:
            await say(send, status)

    async def _stored(self, call: Call) -> int:
        if self._gathering is None:
            self._gathering = Gathering(
                _commit,
                name="texts",
                at_once=_AT_ONCE,
                most=_MOST,
                pause=_PAUSE,
                turn=self._pages.turn,
            )
        try:
            return await self._gathering.take(call)
        except Full:
            return LATER
        except Exception as error:  # noqa: BLE001 -- not stored, so never acknowledged; the gateway asks again
            log.error("a text was not stored: %s", type(error).__name__)  # noqa: TRY400
            return LATER


def _call(scope: Message, first: Message, reader: Reader) -> Call | None:
    """What is read when its turn comes; None for what is none of a gateway that we know."""
    if first.get("more_body"):
        return None
    try:
        return partial(reader, ASGIRequest(scope, io.BytesIO(first.get("body", b""))))
    except UnicodeDecodeError:
        # An address in octets of no alphabet: Django refuses it.
        return None


def _reader(scope: Message) -> Reader | None:
    """What reads a call to this address, if it is one of a gateway to a host we answer to."""
    path, method = scope["path"], scope["method"]
    kannel = _KANNEL.fullmatch(path) if method == "GET" else None
    if not (kannel or (method == "POST" and path == _TWILIO)):
        return None
    if not is_ours(dict(scope["headers"])):
        return None
    if kannel is None:
        return sms.text_of_twilio
    secret = kannel[1]
    return lambda request, now: sms.text_of_kannel(request, secret, now)


def _commit(calls: list[Call]) -> list[int]:
    """Store all of them that hold a text and prove themselves; the status of each."""
    # Whose number it is decides what a text may touch; only the action knows that.
    with alone(Scope.EVERYONE):
        now = clock.now()
        read = [_read(call, now) for call in calls]
        inbox.take_texts(texts=[one for one in read if one is not None])
    return [YES if one is not None else _ODD for one in read]


def _read(call: Call, now: datetime) -> Incoming | None:
    try:
        return call(now)
    except (NotFound, Refused):
        return None


def again(first: Message, receive: Receive) -> Receive:
    """The same call from its beginning, for whoever reads it next."""
    held = [first]

    async def read() -> Message:
        return held.pop() if held else await receive()

    return read


async def say(send: Send, status: int) -> None:
    """An empty answer: what stands in it would go out as a text."""
    head = [
        (b"content-type", b"text/plain"), (b"content-length", b"0"),
        (b"x-content-type-options", b"nosniff"), (b"cache-control", b"no-store"),
    ]  # fmt: skip
    if status == LATER:
        head.append((b"retry-after", b"10"))
    await send({"type": "http.response.start", "status": status, "headers": head})
    await send({"type": "http.response.body", "body": b""})
