"""``muster bench texts``: a mass text through the real pump to the witness gateway, and the answers back by the hook.

One sending process speaks Kannel's HTTP; then so many people write back at once, through a real web process,
into the inbox. What was taken is counted by the witness, what came in by the rows of the inbox.
"""

from __future__ import annotations

import argparse
import os
import time
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import django
from rich.progress import Progress

from muster.proof import throwaway

WORDS = "sends texts to generated people over HTTP, and takes their answers in"
PEOPLE: Final = 5_000
FULL: Final = 100_000
DOOR: Final = "a-secret-path-for-benches-only"
NUMBER: Final = "+447700900001"
# So many calls of a gateway are under way at once.
UNDER_WAY: Final = 8
TEXTS_A_SECOND: Final = 5_000
ANSWERS_A_SECOND: Final = 200


def options(parser: argparse.ArgumentParser) -> None:
    """How much of it."""
    add = parser.add_argument
    add("--people", type=int, default=PEOPLE, help=f"people texted; {FULL} is full size")
    add("--replies", type=int, help="how many write back at once")
    add("--connections", type=int, default=32, help="HTTP connections of the sender")
    add("--processes", type=int, default=2, help="web processes that take the answers")


def run(options: argparse.Namespace, progress: Progress) -> dict[str, Any]:
    """Play it on a throw-away live installation; the witness counts, not we."""
    os.environ.setdefault("MUSTER_DURABLE", "1")
    home = throwaway.prepare()
    from muster.proof.witness.process import Witness

    with Witness.start(home / "witness.log", "--no-fsync") as witness:
        os.environ |= {
            "MUSTER_SMS_URL": f"kannel://u:p@127.0.0.1:{witness.http_port}",
            "MUSTER_SMS_CONNECTIONS": str(options.connections),
            "MUSTER_SMS_SENDER": NUMBER,
            "MUSTER_SMS_HOOK_SECRET": DOOR,
            "MUSTER_LOG_LEVEL": "ERROR",
        }
        django.setup()
        step = progress.add_task("texts", total=3)
        figures = _sent(options, witness, home)
        progress.advance(step)
        figures |= _answered(options, home)
        progress.advance(step)
    return figures | {"ok": _is_fine(figures, options)}


def _sent(options: argparse.Namespace, witness: Any, home: Path) -> dict[str, Any]:
    from muster.delivery import queries
    from muster.proof.benches.sending import texting, usage
    from muster.proof.benches.sending.pumps import Pumps

    texting.invent(options.people)
    snapshot = texting.freeze()
    with Pumps(1, home) as pumps:
        before, began = pumps.cpu, time.perf_counter()
        release = texting.let_go(snapshot, NUMBER)
        while not queries.tally(release).completed:
            time.sleep(0.05)
        seconds, cpu = time.perf_counter() - began, pumps.cpu - before
        pumps.look()
        memory = pumps.most_memory
    tally = queries.tally(release)
    return {
        "people": options.people,
        "texts_per_second": round(options.people / seconds, 1),
        "cpu_us_per_text": round(cpu / options.people * 1e6, 1),
        "gateway_us_per_text": round(usage.cpu(witness.process.pid) / options.people * 1e6, 1),
        "worker_mb": round(memory, 1),
        "duplicates": len(witness.duplicates()),
        "lost": options.people - witness.state()["accepted"],
        "unknown": tally.unknown,
    }


def _answered(options: argparse.Namespace, home: Path) -> dict[str, Any]:
    from muster.inbox.models import InboxMessage
    from muster.proof.benches.answering import crowd
    from muster.proof.benches.sending import texting, usage

    number = options.replies or min(options.people, 2_000)
    numbers = [texting.number(one) for one in range(1, number + 1)]
    paths = crowd.calls(numbers, DOOR, NUMBER)
    with texting.website(options.processes, home) as (address, process):
        before, began = usage.family_cpu(process), time.perf_counter()
        refused = crowd.write_back(urlsplit(address).port or 0, paths, under_way=UNDER_WAY)
        seconds = time.perf_counter() - began
        cpu = usage.family_cpu(process) - before
    return {
        "answers": number,
        "answers_per_second": round(number / seconds, 1),
        "web_ms_per_answer": round(cpu / number * 1e3, 2),
        "answers_refused": refused,
        "answers_lost": number - InboxMessage.objects.count(),
    }


def _is_fine(figures: dict[str, Any], options: argparse.Namespace) -> bool:
    """Nobody twice, nobody lost; speed is judged at full size only, where start-up hides nothing."""
    safe: bool = not any(
        figures[name]
        for name in ("duplicates", "lost", "unknown", "answers_refused", "answers_lost")
    )
    fast: bool = options.people < FULL or (
        figures["texts_per_second"] >= TEXTS_A_SECOND
        and figures["answers_per_second"] >= ANSWERS_A_SECOND
    )
    return safe and fast
