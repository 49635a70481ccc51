"""Thousands watch one drive on one web process while gifts arrive through the real hook: how late each sees each.

A gift is late from the moment its report is sent until the line of a watcher counts it. One sender, one reader
for all watchers; the database counts, not we.
"""

from __future__ import annotations

import asyncio
import itertools
import re
import resource
import time
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

from muster.drives import actions as drives
from muster.drives.models import Drive
from muster.gifts import actions as gifts
from muster.gifts.giving import Wish
from muster.kit import clock
from muster.kit.money import Money
from muster.proof import coast
from muster.proof.benches.sending import texting
from muster.proof.witness import stripe_

PER_SECOND: Final = 50
EACH: Final = 1000
_DOORS: Final = 40  # lines opened at a time
_SENDERS: Final = 12
_PATIENCE: Final = 60.0
_SEEN: Final = re.compile(rb'"gifts-n": (\d+)')
_SLOWEST: Final = 60_000  # milliseconds


@dataclass(slots=True)
class Seen:
    """When each gift was sent, and how late it was seen, counted by the millisecond."""

    sent: list[float] = field(default_factory=list)
    late: list[int] = field(default_factory=lambda: [0] * (_SLOWEST + 1))
    whole: int = 0
    broken: int = 0

    def tell(self, before: int, now: int, at: float) -> None:
        """A line counts some more gifts than before."""
        for number in range(before, min(now, len(self.sent))):
            self.late[min(_SLOWEST, int((at - self.sent[number]) * 1000))] += 1

    def at_share(self, share: float) -> float:
        """The lateness that this share stayed under, in seconds."""
        whole, passed = sum(self.late), 0
        for milliseconds, many in enumerate(self.late):
            passed += many
            if whole and passed >= share * whole:
                return milliseconds / 1000
        return _SLOWEST / 1000


def watch(*, watchers: int, many: int, home: Path) -> dict[str, Any]:
    """Open the lines, let the gifts come, and see how late they are seen."""
    _room_for(watchers)
    drive = _drive(many)
    calls = _calls(drive, many)
    with texting.website(1, home) as (address, _process):
        port = int(address.rpartition(":")[2])
        seen = asyncio.run(_play(port, drive.slug, watchers, calls))
    return {
        "watchers": watchers - seen.broken,
        "watch_p95_s": round(seen.at_share(0.95), 2),
        "seen_whole": seen.whole,
    }


def _drive(many: int) -> Drive:
    staff, _secret = coast.hired("stella", ("organiser",))
    now = clock.now()
    told = drives.Told(
        slug="watched", title="Watched", currency="EUR", people=many, each_minor=EACH,
        starts_at=now - timedelta(minutes=1), ends_at=now + timedelta(hours=2), zone="UTC",
    )  # fmt: skip
    return drives.keep_drive(drive=None, told=told, by=staff, at=now)


def _calls(drive: Drive, many: int) -> list[bytes]:
    """What Stripe would send of each gift, sealed; the payments are begun already."""
    seal, now, calls = stripe_.Server(), clock.now(), []
    for number in range(many):
        wish = Wish(
            money=Money(EACH, drive.currency), once=f"watch-{number}", purpose=drive.purpose,
            email=f"watch{number}@people.example", name=f"Giver {number}", shown=True,
        )  # fmt: skip
        payment = gifts.begin(wish=wish, at=now)
        told = {
            "id": f"pi_watch_{number}", "object": "payment_intent", "amount": EACH,
            "amount_received": EACH, "status": "succeeded", "currency": "eur",
            "metadata": {"payment": payment.token},
        }  # fmt: skip
        event = seal.event("payment_intent.succeeded", told)
        # The stub counts from the same number each time; a number known already is no report.
        event["id"] = f"evt_watch_{number}"
        body, headers = seal.sealed(event)
        head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        calls.append(
            f"POST /hooks/stripe/ HTTP/1.1\r\nHost: 127.0.0.1\r\n{head}"
            f"Content-Length: {len(body)}\r\n\r\n".encode()
            + body
        )
    return calls


@dataclass(slots=True)
class Hall:
    """Everybody who watches, on lines opened some at a time."""

    port: int
    path: str
    whole: int
    seen: Seen = field(default_factory=Seen)
    doors: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(_DOORS))
    opened: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(0))

    async def watch(self) -> None:
        """One line, until it has counted everything."""
        async with self.doors:
            reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
            writer.write(f"GET {self.path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode())
            taken = b" 200 " in await reader.readline()
            # The first count stands at once, so that nobody is still at the door when the gifts begin.
            counted = await _counts(reader) if taken else None
        self.opened.release()
        before = counted or 0
        while counted is not None and before < self.whole:
            counted = await _counts(reader)
            if counted is not None:
                self.seen.tell(before, counted, time.perf_counter())
                before = max(before, counted)
        self.seen.broken += counted is None
        self.seen.whole += counted is not None
        writer.close()


async def _counts(reader: asyncio.StreamReader) -> int | None:
    """How many gifts the next word of a line counts; nothing where the line ends."""
    while said := await reader.readline():
        found = _SEEN.search(said)
        if found is not None:
            return int(found[1])
    return None


async def _play(port: int, slug: str, watchers: int, calls: list[bytes]) -> Seen:
    hall = Hall(port, f"/drive/{slug}/events/", len(calls))
    lines = [asyncio.create_task(hall.watch()) for _number in range(watchers)]
    for _number in range(watchers):
        await hall.opened.acquire()
    await _send(port, calls, hall.seen)
    _done, waiting = await asyncio.wait(lines, timeout=_PATIENCE)
    for one in waiting:
        one.cancel()
    await asyncio.gather(*waiting, return_exceptions=True)
    hall.seen.broken += len(waiting)
    return hall.seen


async def _send(port: int, calls: list[bytes], seen: Seen) -> None:
    """Fifty a second, each at its own moment, however long the answers take."""
    began, numbers = time.perf_counter(), itertools.count()

    async def sender() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for number in numbers:
            if number >= len(calls):
                break
            await asyncio.sleep(max(0.0, began + number / PER_SECOND - time.perf_counter()))
            seen.sent.append(time.perf_counter())
            writer.write(calls[number])
            await _answer(reader)
        writer.close()

    await asyncio.gather(*(sender() for _number in range(_SENDERS)))


async def _answer(reader: asyncio.StreamReader) -> None:
    """Read one answer of a connection that stays open."""
    status, length = await reader.readline(), 0
    while (line := await reader.readline()) not in {b"\r\n", b""}:
        name, _colon, value = line.decode("latin-1").partition(":")
        if name.lower() == "content-length":
            length = int(value)
    if length:
        await reader.readexactly(length)
    if b" 200 " not in status:
        raise AssertionError(f"a report was not taken: {status!r}")


def _room_for(watchers: int) -> None:
    """Each watcher is an open file on both sides."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = watchers * 2 + 500
    if soft != resource.RLIM_INFINITY and soft < wanted:
        limit = wanted if hard == resource.RLIM_INFINITY else min(hard, wanted)
        resource.setrlimit(resource.RLIMIT_NOFILE, (limit, hard))
