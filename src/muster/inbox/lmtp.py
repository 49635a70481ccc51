"""The LMTP door (RFC 2033): our own mail server hands messages over, one reply for each recipient.

It answers “stored” only after the commit. It is meant for loopback or a private socket, never the world.
"""

import asyncio
import logging
import signal
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import AnyStr

from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

from muster.inbox import intake

THREADS = 4
# The library tells addresses at this level; a log of ours holds none.
logging.getLogger("mail.log").setLevel(logging.WARNING)
_WHOLE_MESSAGE = ("500 Line too long", "552 Error")


class Door(LMTP):
    """LMTP as the library speaks it, with lines as long as hostile mail has, and a reply per recipient."""

    # The library refuses lines over 1,001 bytes for good; real mail has them, and must not be lost.
    line_length_limit = 1_000_000

    async def push(self, status: AnyStr) -> None:
        """Say ``status``; a refusal of the whole message is said once for each recipient."""
        envelope = self.envelope
        repeated = 1
        if isinstance(status, str) and status.startswith(_WHOLE_MESSAGE) and envelope is not None:
            repeated = max(1, len(envelope.rcpt_tos))
        for _ in range(repeated):
            await super().push(status)


class Handler:
    """Takes each message to the intake, on a thread of its own, since the database blocks."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="lmtp")
        self._opened: set[BaseDatabaseWrapper] = set()

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Store the message, then answer for each recipient."""
        del server, session
        loop = asyncio.get_running_loop()
        verdict = await loop.run_in_executor(self._threads, self._take, envelope)
        return "\r\n".join([verdict.line] * len(envelope.rcpt_tos))

    def _take(self, envelope: Envelope) -> intake.Verdict:
        # Each thread keeps its own connection from message to message.
        self._opened.add(connections["default"])
        content = envelope.original_content or b""
        return intake.take(
            content, return_path=envelope.mail_from or "", recipients=list(envelope.rcpt_tos)
        )

    def close(self) -> None:
        """Finish what was begun, then let go of the database."""
        self._threads.shutdown()
        for opened in self._opened:
            opened.inc_thread_sharing()
            opened.close()


async def serve(
    host: str, port: int, *, ready: asyncio.Event | None = None, stop: asyncio.Event | None = None
) -> None:
    """Listen until told to stop; a message whose body has come in is still stored and answered."""
    loop, stop, handler = asyncio.get_running_loop(), stop or asyncio.Event(), Handler()
    for number in (signal.SIGTERM, signal.SIGINT):
        try:
            loop.add_signal_handler(number, stop.set)
        except (RuntimeError, ValueError):
            break  # not the main thread: whoever started us holds ``stop``
    door = partial(
        Door,
        handler,
        data_size_limit=intake.MAX_RAW,
        enable_SMTPUTF8=True,
        ident="Muster",
        loop=loop,
    )
    server = await loop.create_server(door, host, port)
    if ready is not None:
        ready.set()
    try:
        async with server:
            await stop.wait()
    finally:
        # Off the loop, so that messages being stored are still answered.
        await asyncio.to_thread(handler.close)
