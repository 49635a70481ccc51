"""What comes back: delivery reports and people's answers, by HTTP, later, sometimes twice or in the wrong order.

Each is written to a file of its own when it leaves, so that a story can count what was really said.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import json
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote_plus

from muster.proof.witness import humans
from muster.proof.witness.manners import Manners, luck

if TYPE_CHECKING:
    import httpx

_AT_ONCE: Final = 8
_PATIENCE: Final = 30.0
_LATE: Final = 60.0  # seconds of the story by which a late report comes late
# Kannel's numbers: 8 taken by the network, 1 at the phone, 2 failed.
_TAKEN, _DELIVERED, _FAILED = "8", "1", "2"
_TWILIO: Final = {_TAKEN: "sent", _DELIVERED: "delivered", _FAILED: "undelivered"}


@dataclass(frozen=True, slots=True)
class Sent:
    """A text message that was taken."""

    reference: str
    sender: str
    to: str
    text: str
    report_to: str = ""
    shape: str = "kannel"
    sid: str = ""
    secret: str = ""


@dataclass(frozen=True, slots=True)
class Echo:
    """One call to be made."""

    what: str
    kind: str
    to: str
    url: str
    form: dict[str, str] | None = None
    secret: str = ""


@dataclass(slots=True)
class Echoes:
    """Waits for the moment of each echo and makes the call."""

    path: Path
    manners: Manners
    waiting: int = 0
    sent: int = 0
    failed: int = 0
    _queue: asyncio.Queue[Echo] = field(default_factory=asyncio.Queue)
    _callers: list[asyncio.Task[None]] = field(default_factory=list)

    def after_text(self, sent: Sent) -> None:
        """Plan everything that this message will cause."""
        manners = self.manners
        told = sent.to == manners.unreachable or manners.strikes(
            manners.receipts, "receipt", sent.to
        )
        if sent.report_to and told:
            self._plan_reports(sent)
        if manners.reply_url:
            said = humans.answer(manners, sent.to)
            if said is not None:
                kind, words = said
                self.plan(_reply(manners, sent, kind, words), humans.delay(manners, sent.to))

    def plan(self, echo: Echo, seconds: float) -> None:
        """Make this call in so many real seconds."""
        self.waiting += 1
        asyncio.get_running_loop().call_later(seconds, self._queue.put_nowait, echo)
        if not self._callers:
            self._callers = [asyncio.create_task(self._call()) for _ in range(_AT_ONCE)]

    def _plan_reports(self, sent: Sent) -> None:
        manners = self.manners
        failed = sent.to == manners.unreachable or manners.strikes(
            manners.undelivered, "undelivered", sent.to
        )
        late = _LATE if manners.strikes(manners.receipt_late, "late", sent.to) else 0.0
        twice = manners.strikes(manners.receipt_twice, "twice", sent.to)
        states = [_TAKEN, _FAILED if failed else _DELIVERED]
        for state in states * (2 if twice else 1):
            # Each goes its own way, so the second may well come first.
            seconds = manners.receipt_delay * 2 * luck(manners.seed, f"{state}{late}", sent.to)
            self.plan(_report(sent, state), (seconds + late) / manners.pace)

    async def _call(self) -> None:
        # Most witnesses call nobody, and loading this takes longer than all the rest of their start.
        import httpx

        async with httpx.AsyncClient(trust_env=False, timeout=_PATIENCE) as client:
            while True:
                echo = await self._queue.get()
                answer = await _make(client, echo)
                self.waiting -= 1
                self.sent += 1
                self.failed += not 200 <= answer < 300
                self._write(echo, answer)

    def _write(self, echo: Echo, answer: int) -> None:
        line: dict[str, Any] = {"what": echo.what, "kind": echo.kind, "to": echo.to,
                                "at": time.time(), "answer": answer}  # fmt: skip
        with self.path.open("a") as file:
            file.write(json.dumps(line) + "\n")


async def _make(client: httpx.AsyncClient, echo: Echo) -> int:
    import httpx

    try:
        if echo.form is None:
            return (await client.get(echo.url)).status_code
        signed = {"X-Twilio-Signature": signature(echo.secret, echo.url, echo.form)}
        return (await client.post(echo.url, data=echo.form, headers=signed)).status_code
    except httpx.HTTPError:
        return 0


def _report(sent: Sent, state: str) -> Echo:
    kind = _TWILIO[state]
    if sent.shape == "twilio":
        form = {"MessageSid": sent.sid, "MessageStatus": kind, "To": sent.to, "From": sent.sender}
        if state == _FAILED:
            form["ErrorCode"] = "30003"
        return Echo("report", kind, sent.to, sent.report_to, form, sent.secret)
    filled = fill(sent.report_to, {"d": state, "p": sent.sender, "P": sent.to, "A": kind,
                                   "T": str(int(time.time())), "F": sent.sid})  # fmt: skip
    return Echo("report", kind, sent.to, filled)


def _reply(manners: Manners, sent: Sent, kind: str, words: str) -> Echo:
    name = hashlib.blake2b(f"{sent.reference}:{kind}".encode(), digest_size=16).hexdigest()
    if manners.reply_shape == "twilio":
        form = {"MessageSid": f"SM{name}", "From": sent.to, "To": sent.sender, "Body": words}
        return Echo("reply", kind, sent.to, manners.reply_url, form, sent.secret)
    filled = fill(manners.reply_url, {"p": sent.to, "P": sent.sender, "b": words, "a": words,
                                      "T": str(int(time.time())), "I": name, "i": "witness"})  # fmt: skip
    return Echo("reply", kind, sent.to, filled)


def fill(address: str, values: dict[str, str]) -> str:
    """Put values into Kannel's escapes; one that has no value becomes empty, as Kannel does it."""
    first, *rest = address.split("%")
    filled = [first]
    for part in rest:
        letter, after = part[:1], part[1:]
        # "%2F" is text that was quoted already, not an escape.
        quoted = len(part) > 1 and all(one in "0123456789ABCDEFabcdef" for one in part[:2])
        filled.append(f"%{part}" if quoted else quote_plus(values.get(letter, "")) + after)
    return "".join(filled)


def signature(secret: str, url: str, form: dict[str, str]) -> str:
    """Twilio's: HMAC-SHA1 over the address and the sorted form."""
    told = url + "".join(f"{name}{form[name]}" for name in sorted(form))
    digest = hmac.new(secret.encode(), told.encode(), hashlib.sha1).digest()
    return base64.b64encode(digest).decode()
