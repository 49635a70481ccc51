"""Enough SMTP to be a real server to a real client: PIPELINING, STARTTLS, AUTH, and bad manners on request.

The local part of a recipient chooses how it is treated: refuse-…, busy-…, full-…, drop-…, lose-….
"""

from __future__ import annotations

import asyncio
import base64
import ssl
from typing import Final, cast

from muster.proof.witness.bounces import Bounces
from muster.proof.witness.log import Log
from muster.proof.witness.manners import Manners

_END: Final = b"\r\n.\r\n"


class Session(asyncio.Protocol):
    """One connection."""

    def __init__(self, log: Log, manners: Manners, bounces: Bounces | None = None) -> None:
        self._log, self._manners, self._bounces = log, manners, bounces
        self._transport: asyncio.Transport
        self._buffer = bytearray()
        self._scanned = 0
        self._in_data = False
        # Answers leave in the order of the commands, so nothing is read while one is being made.
        self._waiting = False
        self._known = not manners.user
        self._secure = False
        self._sender = self._recipient = ""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        if not self._secure:
            self._say(b"220 witness ESMTP")

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        self._go_on()

    def _go_on(self) -> None:
        while not self._waiting and self._step():
            pass

    def _step(self) -> bool:
        if self._in_data:
            return self._body()
        end = self._buffer.find(b"\r\n")
        if end < 0:
            return False
        line = bytes(self._buffer[:end])
        del self._buffer[: end + 2]
        self._scanned = 0
        self._command(line)
        return True

    def _body(self) -> bool:
        if self._buffer.startswith(b".\r\n"):
            del self._buffer[:3]
            self._in_data = False
            self._say(b"554 5.5.1 No recipients")
            return True
        end = self._buffer.find(_END, max(0, self._scanned - 4))
        if end < 0:
            self._scanned = len(self._buffer)
            return False
        body = bytes(self._buffer[: end + 2]).replace(b"\r\n..", b"\r\n.")
        del self._buffer[: end + len(_END)]
        self._in_data, self._scanned = False, 0
        self._finish(body)
        return True

    def _command(self, line: bytes) -> None:
        verb, _, rest = line.partition(b" ")
        word = verb.upper()
        if word in {b"EHLO", b"HELO"}:
            self._greet()
        elif word == b"STARTTLS" and self._manners.tls:
            self._start_tls(self._manners.tls)
        elif word == b"AUTH":
            self._authenticate(rest)
        elif word == b"MAIL":
            self._sender, self._recipient = _address(rest), ""
            self._say(b"250 2.1.0 Ok" if self._known else b"530 5.7.0 Authentication required")
        elif word == b"RCPT":
            self._rcpt(_address(rest))
        elif word == b"DATA":
            self._in_data = bool(self._recipient)
            self._say(b"354 Go on" if self._recipient else b"503 5.5.1 No recipient")
        elif word == b"QUIT":
            self._say(b"221 Bye")
            self._transport.close()
        else:
            self._say(b"250 Ok" if word in {b"NOOP", b"RSET"} else b"500 What?")

    def _greet(self) -> None:
        lines = [b"witness", b"SIZE 52428800", b"8BITMIME"]
        if self._manners.pipelining:
            lines.append(b"PIPELINING")
        if self._manners.tls and not self._secure:
            lines.append(b"STARTTLS")
        if self._manners.user:
            lines.append(b"AUTH PLAIN LOGIN")
        for line in lines[:-1]:
            self._transport.write(b"250-" + line + b"\r\n")
        self._say(b"250 " + lines[-1])

    def _start_tls(self, context: ssl.SSLContext) -> None:
        self._say(b"220 Go ahead")
        # Anything sent in clear before the handshake is thrown away, as RFC 3207 demands.
        self._buffer.clear()
        self._secure = True
        loop = asyncio.get_running_loop()
        loop.create_task(self._shake_hands(loop, context)).add_done_callback(
            lambda task: task.exception()
        )

    async def _shake_hands(self, loop: asyncio.AbstractEventLoop, context: ssl.SSLContext) -> None:
        secured = await loop.start_tls(self._transport, self, context, server_side=True)
        self._transport = cast("asyncio.Transport", secured)

    def _authenticate(self, rest: bytes) -> None:
        mechanism, _, given = rest.partition(b" ")
        expected = f"\0{self._manners.user}\0{self._manners.password}".encode()
        self._known = mechanism.upper() == b"PLAIN" and base64.b64decode(given) == expected
        self._say(b"235 2.7.0 Welcome" if self._known else b"535 5.7.8 Wrong")

    def _rcpt(self, address: str) -> None:
        if not self._known:
            self._say(b"530 5.7.0 Authentication required")
        elif address.startswith("refuse-") or self._struck(self._manners.refuse, "refuse", address):
            self._say(b"550 5.1.1 No such mailbox")
        elif address.startswith("busy-") or self._struck(self._manners.busy, "busy", address):
            self._say(b"451 4.7.1 Try again later")
        else:
            self._recipient = address
            self._say(b"250 2.1.5 Ok")

    def _finish(self, body: bytes) -> None:
        to = self._recipient
        if to.startswith("full-"):
            self._say(b"552 5.2.2 Mailbox full")
        elif to.startswith("lose-") or self._struck(self._manners.lose, "lose", to):
            self._transport.abort()
        else:
            self._waiting = True
            sender = self._sender
            self._log.accept(sender, to, body, lambda: self._answer(sender, to, body))

    def _struck(self, share: float, what: str, to: str) -> bool:
        return share > 0 and self._manners.strikes(share, what, to)

    def _answer(self, sender: str, to: str, body: bytes) -> None:
        every = self._manners.drop_every
        if self._bounces is not None:
            self._bounces.after(sender, to, body)
        if (
            to.startswith("drop-")
            or (every and self._log.accepted % every == 0)
            or self._struck(self._manners.drop_reply, "drop", to)
        ):
            self._transport.abort()
        elif self._manners.delay:
            asyncio.get_running_loop().call_later(self._manners.delay, self._taken)
        else:
            self._taken()

    def _taken(self) -> None:
        self._waiting = False
        self._say(b"250 2.0.0 Taken")
        self._go_on()

    def _say(self, line: bytes) -> None:
        if not self._transport.is_closing():
            self._transport.write(line + b"\r\n")


def _address(rest: bytes) -> str:
    start, end = rest.find(b"<"), rest.find(b">")
    return rest[start + 1 : end].decode("utf-8", "replace")
