"""``muster bench inbox``: everybody who got a text writes back at once while staff read, then a million conversations.

The text leaves through the real pump to the witness; the answers come through the gateway’s hook into real web
processes, and a real worker says what they are. Pages are asked for over HTTP and timed where they are read.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import django
from rich.progress import Progress

from muster.proof import throwaway

WORDS = "takes in what thousands answer at once while staff read, and reads among a million conversations"
FULL_REPLIES: Final = 11_543
REPLIES: Final = 1_000
FULL_THREADS: Final = 1_000_000
THREADS: Final = 20_000
DOOR: Final = "a-secret-path-for-benches-only"
NUMBER: Final = "+447700900001"
MOST_SECONDS, MOST_PAGE_MS, MOST_LIST_MS = 60.0, 300.0, 200.0
ROUNDS: Final = 5
_PATIENCE: Final = 600.0


def options(parser: argparse.ArgumentParser) -> None:
    """How much of it."""
    add = parser.add_argument
    add(
        "--replies",
        type=int,
        default=REPLIES,
        help=f"people who write back; {FULL_REPLIES} is full",
    )
    add("--threads", type=int, default=THREADS, help=f"conversations; {FULL_THREADS} is full size")
    add("--processes", type=int, default=2, help="web processes")


def run(options: argparse.Namespace, progress: Progress) -> dict[str, Any]:
    """Play it on a throw-away live installation; returns the figures."""
    os.environ.setdefault("MUSTER_DURABLE", "1")
    home = throwaway.prepare()
    from muster.proof.witness.process import Witness

    step = progress.add_task("inbox", total=3)
    with Witness.start(home / "witness.log", "--no-fsync") as witness:
        os.environ |= {
            "MUSTER_SMS_URL": f"kannel://u:p@127.0.0.1:{witness.http_port}",
            "MUSTER_SMS_SENDER": NUMBER,
            "MUSTER_SMS_HOOK_SECRET": DOOR,
            "MUSTER_LOG_LEVEL": "ERROR",
        }
        django.setup()
        figures = _texted(options.replies, home)
        progress.advance(step)
        from muster.proof.benches.answering import readers

        staff = readers.hired()
        from muster.proof.benches.sending import texting

        with texting.website(options.processes, home) as (address, _process):
            figures |= _answered(options, home, address, staff)
            progress.advance(step)
            figures |= _among_many(options.threads, address, staff)
            progress.advance(step)
    return figures | {"ok": _is_fine(figures, options)}


def _texted(people: int, home: Path) -> dict[str, Any]:
    """Everybody gets the text that they answer."""
    from muster.delivery import queries
    from muster.proof.benches.sending import texting
    from muster.proof.benches.sending.pumps import Pumps

    texting.invent(people)
    with Pumps(1, home):
        release = texting.let_go(texting.freeze(), NUMBER)
        while not queries.tally(release).completed:
            time.sleep(0.05)
    return {"replies": people}


def _answered(options: argparse.Namespace, home: Path, address: str, staff: Any) -> dict[str, Any]:
    """They write; staff read; a worker sorts. The clock stops when the last one is stored and sorted."""
    from muster.inbox.models import InboxMessage, Wait
    from muster.proof.benches.answering import crowd, readers
    from muster.proof.benches.sending import texting

    numbers = [texting.number(one) for one in range(1, options.replies + 1)]
    paths = crowd.calls(numbers, DOOR, NUMBER)
    pages = ["/office/inbox/", "/office/inbox/?queue=all", "/office/inbox/?queue=unanswered&page=2"]
    who = readers.cookies(staff)
    readers.timed(address, pages * options.processes, who)
    with _worker(home), readers.Reading(address, pages, who) as reading:
        began = time.perf_counter()
        refused = crowd.write_back(urlsplit(address).port or 0, paths)
        stored = time.perf_counter() - began
        until = time.monotonic() + _PATIENCE
        while InboxMessage.objects.filter(sorted=False).exists() and time.monotonic() < until:
            time.sleep(0.05)
        seconds = time.perf_counter() - began
    held = InboxMessage.objects.filter(direction="in")
    senders = held.values("sender").distinct().count()
    return {
        "replies_seconds": round(seconds, 1),
        "stored_seconds": round(stored, 1),
        "page_p95_ms": round(readers.slow_end(reading.times), 1),
        "pages_read": len(reading.times),
        "refused": refused,
        "unsorted": held.filter(sorted=False).count(),
        "lost": options.replies - senders,
        "doubled": held.count() - senders,
        "clocks_running": Wait.objects.filter(ended_at=None).count(),
    }


def _among_many(many: int, address: str, staff: Any) -> dict[str, Any]:
    from muster.proof.benches.answering import million, readers

    million.fill(many)
    pages, who = million.pages(), readers.cookies(staff)
    readers.timed(address, pages, who)
    each = [(page, readers.timed(address, [page] * ROUNDS, who)) for page in pages]
    slowest = max(each, key=lambda one: max(one[1]))
    return {
        "threads": many,
        "million_list_p95_ms": round(
            readers.slow_end([ms for _page, all_ms in each for ms in all_ms]), 1
        ),
        "slowest_page": slowest[0],
    }


@contextmanager
def _worker(home: Path) -> Iterator[None]:
    """A worker as an operator runs it."""
    from muster.config.cli import PARENT

    with (home / "worker.log").open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "muster.config.cli", "worker"],
            stdout=out, stderr=subprocess.STDOUT, env=os.environ | {PARENT: str(os.getpid())},
        )  # fmt: skip
    try:
        yield
    finally:
        process.terminate()
        process.wait(timeout=60)


def _is_fine(figures: dict[str, Any], options: argparse.Namespace) -> bool:
    """Nobody lost or doubled at any size; speed is judged at full size only, where start-up hides nothing."""
    safe = not any(figures[name] for name in ("lost", "doubled", "refused", "unsorted"))
    quick = options.replies < FULL_REPLIES or (
        figures["replies_seconds"] <= MOST_SECONDS and figures["page_p95_ms"] <= MOST_PAGE_MS
    )
    found = options.threads < FULL_THREADS or figures["million_list_p95_ms"] <= MOST_LIST_MS
    return safe and quick and found
