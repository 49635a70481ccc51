"""A real mailbox, the follower that reads it, and mail to put into it."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date

from django.db import connections

from muster.channels.kinds.email import mailbox
from muster.inbox import doors, fetching
from muster.inbox.models import Arrival, InboxMessage
from muster.proof.nursery import Child
from muster.proof.postbox import Postbox
from tests import processes

OURS = "hello@news.example"
PATIENCE = 30.0


def letter(number: int, *, subject: str = "Hello", to: str = "", more: str = "") -> bytes:
    """One ordinary mail of a stranger; ``to`` is the message it answers."""
    answered = f"In-Reply-To: {to}\r\n" if to else ""
    return (
        f"From: Ingrid <ingrid{number}@people.example>\r\nTo: {OURS}\r\nSubject: {subject}\r\n"
        f"Message-ID: <in-{number}@mail.example>\r\n{answered}{more}"
        f"Date: Sat, 28 Nov 2026 10:00:00 +0000\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"
        f"Question number {number}?\r\n"
    ).encode()


def post(postbox: Postbox, first: int, last: int) -> None:
    """Deliver letters of these numbers."""
    for number in range(first, last + 1):
        postbox.deliver(letter(number), sender=f"ingrid{number}@people.example", to=OURS)


@contextmanager
def following(postbox: Postbox, *, since: date | None = None) -> Iterator[None]:
    """Follow the mailbox in a thread of this process, until the block ends."""
    stop, target = threading.Event(), mailbox.parse(postbox.url(OURS))

    def run() -> None:
        try:
            fetching.serve(target, since=since, stop=stop)
        finally:
            connections.close_all()

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(PATIENCE)
        assert not thread.is_alive()


def follower(postbox: Postbox, fault: str = "") -> Child:
    """Follow it in a process of its own, as an operator does, that a fault may kill."""
    return processes.start(
        "receive", "--imap", MUSTER_IMAP_URL=postbox.url(OURS), MUSTER_FAULT=fault
    )


def killed(postbox: Postbox, fault: str) -> None:
    """Follow it until that point kills the process."""
    assert follower(postbox, fault).wait(timeout=PATIENCE * 2) == -signal.SIGKILL


def until(happened: Callable[[], bool], what: str) -> None:
    """Wait until something that must happen has happened."""
    ends = time.monotonic() + PATIENCE
    while not happened():
        assert time.monotonic() < ends, f"{what} did not come"
        time.sleep(0.05)


def stored() -> list[str]:
    """What is in the inbox, by the first line of each message."""
    return sorted(InboxMessage.objects.values_list("said", flat=True))


def numbers(*which: int) -> list[str]:
    """What there should be."""
    return sorted(f"Question number {number}?" for number in which)


def until_stored(count: int) -> None:
    """Wait for so many messages, and that no more of them come than those."""
    until(lambda: InboxMessage.objects.count() >= count, f"message {count}")
    assert Arrival.objects.count() == InboxMessage.objects.count() == count


def until_marked(uid: int) -> None:
    """Wait until the door says that it has read so far."""
    until(lambda: doors.mark(doors.MAILBOX).get("uid", 0) >= uid, f"mark {uid}")
