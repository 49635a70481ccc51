"""One SMTP connection: envelopes run ahead by PIPELINING, but at most one body is ever unanswered.

It asks its source right before each body whether it may leave; a body that left without an
answer is unknown, and this connection never sends it again (D4, D5).
"""

from __future__ import annotations

import asyncio
import base64
import time
from collections import deque
from typing import Final, cast

from muster.channels.base import Outgoing, Receipt
from muster.channels.kinds.email.answers import (
    ALL_WELL,
    OPENING,
    Reply,
    Source,
    envelope,
    receipt,
    run_on,
    words,
)
from muster.channels.kinds.email.target import Target
from muster.kit import faults

BODY_PATIENCE: Final = 300.0
REPLY_PATIENCE: Final = 60.0
_LONGEST_REPLY: Final = 64 * 1024


class Connection(asyncio.Protocol):
    """Opened by ``open``; then it serves itself from its source until ``close``."""

    def __init__(self, source: Source, target: Target, name: str) -> None:
        self._source, self._target, self._name = source, target, name
        self._transport: asyncio.Transport | None = None
        self._buffer = b""
        self._lines: list[bytes] = []
        # Answers to BODY are about the body that is out, those to MAIL, RCPT and DATA about the one ahead.
        self._expected: deque[Reply] = deque()
        self._queue: deque[tuple[bytes, Reply]] = deque()
        self._ahead: Outgoing | None = None
        self._body_of: Outgoing | None = None
        self._refusal: Receipt | None = None
        self._pipelining = self._secure = self._ready = self._closing = False
        # One body out, one envelope ahead, four answers due: the state a good run returns to.
        self._steady = False
        self._problem = ""
        # Whether we hung up ourselves, so that nothing is wrong with the relay.
        self._bidden = False
        self._heard, self._stirred = time.monotonic(), False  # no clock is asked for every message

    @property
    def idle(self) -> bool:
        """Ready, and without any message of its own."""
        return self._ready and self._ahead is None and self._body_of is None

    def wake(self) -> None:
        """Look again whether there is something to send."""
        if self.idle and not self._closing:
            self._take_next()
            self._flush()

    @property
    def waiting_for(self) -> Outgoing | None:
        """The message whose turn would come next, if no body is out that must be awaited."""
        return self._ahead if self._body_of is None else None

    def overdue(self, now: float) -> bool:
        """Whether an answer has been missing for too long."""
        if self._stirred:
            self._heard, self._stirred = now, False
        patience = BODY_PATIENCE if self._body_of else REPLY_PATIENCE
        return bool(self._expected) and now - self._heard > patience

    def close(self) -> None:
        """Say goodbye if nothing is under way, else cut."""
        self._closing = self._bidden = True
        if self._transport is None:
            return
        if self.idle:
            self._transport.write(b"QUIT\r\n")
            self._transport.close()
        else:
            self._transport.abort()

    def cut(self, problem: str, *, bidden: bool = False) -> None:
        """Hang up at once: the server never gets the end of what it waits for."""
        self._problem, self._bidden = problem, bidden
        self._closing = True
        if self._transport is not None:
            self._transport.abort()

    # What asyncio calls.

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        self._heard = time.monotonic()
        self._expected.append(Reply.GREETING)
        faults.fault("net.after_connect")

    def data_received(self, data: bytes) -> None:
        self._stirred = True
        if self._steady and ALL_WELL(data) is not None:
            self._go_round()
            return
        data = self._buffer + data
        *lines, self._buffer = data.split(b"\n")
        for line in lines:
            self._line(line)
        if len(self._buffer) > _LONGEST_REPLY:
            self.cut("the relay’s answer never ends")
        elif self._queue:
            self._flush()
        between = self._body_of is None or self._ahead is None or len(self._expected) != 4
        self._steady = not (between or self._buffer or self._lines or self._queue)

    def connection_lost(self, exc: Exception | None) -> None:
        bidden = self._bidden or self.idle
        self._ready, self._closing = False, True
        problem = self._problem or (str(exc) if exc else "the relay hung up")
        if self._body_of is not None:
            body, self._body_of = self._body_of, None
            self._source.ended(body, Receipt(body.reference, "unknown", 0, problem[:200]))
        if self._ahead is not None:
            ahead, self._ahead = self._ahead, None
            self._source.untouched(ahead)
        self._source.closed(self, "" if bidden else problem)

    # Replies.

    def _go_round(self) -> None:
        """One body was taken and the next is asked for: it leaves with the envelope after it."""
        source, taken, ready = self._source, self._body_of, self._ahead
        assert taken is not None and ready is not None and self._transport is not None  # noqa: S101, PT018
        self._body_of = None
        source.accepted(taken)
        if not source.may_leave(ready):
            self.cut("stopped before the text left", bidden=True)
            return
        self._ahead, self._body_of = None, ready
        if faults.ARMED:
            faults.fault("intent.after_commit")
        self._ahead = following = None if self._closing else source.take()
        if following is None:
            self._steady = False
            self._expected = deque([Reply.BODY])
            self._transport.write(ready.data + b".\r\n")
        else:
            self._transport.write(run_on(ready.data, following))
        if faults.ARMED:
            faults.fault("net.after_accept_before_reply_read")

    def _line(self, line: bytes) -> None:
        if len(line) > 3 and line[3:4] == b"-":
            self._lines.append(line)
            return
        lines, self._lines = self._lines, []
        if not self._expected:
            if not self._closing:
                self.cut("the relay answered what nobody asked")
            return
        reply = self._expected.popleft()
        message = self._body_of if reply is Reply.BODY else self._ahead
        code = int(line[:3]) if line[:3].isdigit() else 500
        if reply in OPENING:
            self._handshake(reply, code, [*lines, line])
        elif message is not None and reply is not Reply.IGNORED:
            self._about(reply, message, code, line)

    def _about(self, reply: Reply, message: Outgoing, code: int, line: bytes) -> None:
        if reply is Reply.BODY:
            self._body_of = None
            self._source.ended(message, receipt(message, code, line))
            if self._ahead is None:
                self._take_next()
        elif reply is Reply.DATA:
            self._data_answered(message, code, line)
        elif reply is Reply.MAIL and code >= 300:
            # That is about us, not about this person: nobody is marked as refused for it.
            self.cut(f"the relay refused our return path: {words(line)}")
        elif code >= 300 and self._refusal is None:
            self._refusal = receipt(message, code, line)
            if not self._pipelining:
                self._queue.clear()
                self._give_up(message)

    def _data_answered(self, message: Outgoing, code: int, line: bytes) -> None:
        refusal, accepted = self._refusal, code == 354
        if refusal is not None or not accepted:
            self._refusal = refusal or receipt(message, code, line)
            if accepted:
                # Nobody was named and still it wants a text: give it an empty one for nobody.
                self._send(b".\r\n", Reply.IGNORED)
            self._give_up(message)
        elif self._source.may_leave(message):
            self._ahead, self._body_of = None, message
            faults.fault("intent.after_commit")
            self._send(message.data + b".\r\n", Reply.BODY)
            self._take_next()
            self._flush()
            faults.fault("net.after_accept_before_reply_read")
        else:
            self.cut("stopped before the text left", bidden=True)

    def _give_up(self, message: Outgoing) -> None:
        refusal, self._refusal, self._ahead = self._refusal, None, None
        if refusal is None:
            return
        if refusal.code == 421:
            self._source.untouched(message)
            self.cut(refusal.detail)
            return
        self._source.ended(message, refusal)
        self._send(b"RSET\r\n", Reply.IGNORED)
        self._take_next()

    # The opening talk.

    def _handshake(self, reply: Reply, code: int, lines: list[bytes]) -> None:
        if code != OPENING[reply]:
            self.cut(f"{reply.name.lower()} refused: {words(lines[-1])}")
        elif reply is Reply.GREETING:
            self._say_hello()
        elif reply is Reply.STARTTLS:
            self._secure_transport()
        elif reply is Reply.AUTH:
            self._start()
        else:
            self._greeted(
                {line[4:].upper().split(maxsplit=1)[0] for line in lines if line[4:].strip()}
            )

    def _say_hello(self) -> None:
        self._send(f"EHLO {self._name}\r\n".encode(), Reply.EHLO)
        self._flush()

    def _greeted(self, offers: set[bytes]) -> None:
        self._pipelining = b"PIPELINING" in offers
        if self._target.starttls and not self._secure:
            if b"STARTTLS" not in offers:
                self.cut("the relay offers no STARTTLS")
                return
            self._send(b"STARTTLS\r\n", Reply.STARTTLS)
        elif self._target.user:
            secret = f"\0{self._target.user}\0{self._target.password}".encode()
            self._send(b"AUTH PLAIN " + base64.b64encode(secret) + b"\r\n", Reply.AUTH)
        else:
            self._start()
        self._flush()

    def _secure_transport(self) -> None:
        self._secure, self._buffer = True, b""
        task = asyncio.get_running_loop().create_task(self._shake_hands())
        task.add_done_callback(self._shaken)

    async def _shake_hands(self) -> None:
        loop, plain = asyncio.get_running_loop(), self._transport
        assert plain is not None  # noqa: S101 - a reply was just read from it
        secured = await loop.start_tls(
            plain, self, self._target.tls(), server_hostname=self._target.host
        )
        self._transport = cast("asyncio.Transport", secured)
        self._say_hello()

    def _shaken(self, task: asyncio.Task[None]) -> None:
        if not task.cancelled() and task.exception():
            self.cut(f"TLS failed: {task.exception()}"[:200])

    def _start(self) -> None:
        self._ready = True
        self._take_next()

    # Sending.

    def _take_next(self) -> None:
        self._ahead = message = None if self._closing else self._source.take()
        if message is None:
            return
        self._queue += zip(envelope(message), (Reply.MAIL, Reply.RCPT, Reply.DATA), strict=True)

    def _send(self, data: bytes, reply: Reply) -> None:
        self._queue.append((data, reply))

    def _flush(self) -> None:
        if self._transport is None or self._transport.is_closing():
            return
        if self._pipelining:
            out = [data for data, _reply in self._queue]
            self._expected.extend(reply for _data, reply in self._queue)
            self._queue.clear()
            if out:
                self._transport.write(b"".join(out))
        elif self._queue and not self._expected:
            data, reply = self._queue.popleft()
            self._expected.append(reply)
            self._transport.write(data)
