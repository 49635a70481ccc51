"""The door for reports of the card service without the rooms behind it: hundreds may give in one second.

A sealed report has no cookie, no session and no page. Those that come while others are committed are committed
together, next; “yes” is said after the commit. The ledger follows at once in a thread beside, in portions as large
as what came meanwhile. Whatever is odd goes on to Django, where ``payments`` is the same door.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Final

from django.db import connection

from muster.gifts import actions
from muster.gifts.gateways import Heard, NotGenuine, NotReadable
from muster.gifts.kinds.stripe import GATEWAY, signing
from muster.kit.gathering import Full, Gathering
from muster.kit.scope import Scope, alone
from muster.web.hooks import payments
from muster.web.hooks.direct import LATER, YES, App, Message, Receive, Send, again, say
from muster.web.hosts import is_ours

_PATH: Final = "/hooks/stripe/"
_AT_ONCE: Final = 128
_MOST: Final = 20_000
# Seconds in which others may come before some are committed.
_PAUSE: Final = 0.02
log = logging.getLogger(__name__)


class Payments:
    """Answers the card service itself and hands all else to ``behind``."""

    def __init__(self, behind: App) -> None:
        self._behind = behind
        self._gathering: Gathering[Heard, int] | None = None
        self._folder = ThreadPoolExecutor(1, thread_name_prefix="ledger")
        self._folding: asyncio.Task[None] | None = None
        self._more = False

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """One request of the server."""
        if not _is_report(scope):
            await self._behind(scope, receive, send)
            return
        first = await receive()
        heard = None if first.get("more_body") else _heard(scope, first.get("body", b""))
        if heard is None:
            await self._behind(scope, again(first, receive), send)
        else:
            await say(send, await self._kept(heard))

    async def _kept(self, heard: Heard) -> int:
        if self._gathering is None:
            self._gathering = Gathering(
                _commit, name="payments", at_once=_AT_ONCE, most=_MOST, pause=_PAUSE,
                after=self._follow,
            )  # fmt: skip
        try:
            return await self._gathering.take(heard)
        except Full:
            return LATER
        except Exception as error:  # noqa: BLE001 -- not kept, so never acknowledged; it is sent again
            log.error("a report was not kept: %s", type(error).__name__)  # noqa: TRY400
            return LATER

    def _follow(self, _answers: Sequence[int]) -> None:
        """Let the ledger follow; what is kept while it does is looked for again."""
        self._more = True
        if self._folding is None:
            self._folding = asyncio.create_task(self._fold())

    async def _fold(self) -> None:
        try:
            while self._more:
                self._more = False
                await asyncio.get_running_loop().run_in_executor(self._folder, _folded)
        finally:
            self._folding = None


def _folded() -> None:
    payments.fold()
    connection.close_if_unusable_or_obsolete()


def _is_report(scope: Message) -> bool:
    return (
        scope["type"] == "http"
        and scope["path"] == _PATH
        and scope["method"] == "POST"
        and is_ours(dict(scope["headers"]))
    )


def _heard(scope: Message, body: bytes) -> Heard | None:
    """The report in a call that proves itself; None sends it on to where its fault is said."""
    if len(body) > payments.LARGEST:
        return None
    seal = dict(scope["headers"]).get(signing.HEADER.lower().encode(), b"")
    try:
        return GATEWAY.hear(body, seal.decode("latin-1"))
    except (NotGenuine, NotReadable):
        return None


def _commit(heard: list[Heard]) -> list[int]:
    """Keep all of them in one commit; the status of each."""
    with alone(Scope.EVERYONE):
        actions.keep(heard=heard, gateway=GATEWAY.name)
    return [YES] * len(heard)
