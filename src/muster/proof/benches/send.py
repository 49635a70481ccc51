"""``muster bench send``: the whole way of a mass mail, against the naive way in the same run.

A text with six fields and nine links goes to everybody through real SMTP to the witness; the naive way
is Django's own mail class with a template and a row update for each person.
"""

from __future__ import annotations

import argparse
import os
import resource
import tempfile
import time
from pathlib import Path
from typing import Any

import django
from rich.progress import Progress

from muster.proof import throwaway

WORDS = "sends to generated people over SMTP, beside the naive way"
PEOPLE = 5_000
NAIVE = 500


def options(parser: argparse.ArgumentParser) -> None:
    """How many people there are."""
    parser.add_argument("--people", type=int, default=PEOPLE, help="people written to")


def run(options: argparse.Namespace, progress: Progress) -> dict[str, Any]:
    """Play it on a throw-away live installation; the witness counts, not we."""
    os.environ.setdefault("MUSTER_DURABLE", "1")
    throwaway.prepare()
    os.environ["MUSTER_LOG_LEVEL"] = "WARNING"
    from muster.proof.witness.process import Witness

    with tempfile.TemporaryDirectory() as folder:
        with Witness.start(Path(folder) / "witness.log", "--no-fsync") as witness:
            os.environ["MUSTER_SMTP_URL"] = witness.url
            os.environ["MUSTER_SMTP_CONNECTIONS"] = "16"
            django.setup()
            step = progress.add_task("send", total=4)
            return measure(options.people, witness, lambda: progress.advance(step))


def measure(people: int, witness: Any, done: Any) -> dict[str, Any]:
    """The figures of one send to ``people`` people."""
    from muster.delivery import queries
    from muster.delivery.pump import run_until_idle
    from muster.proof.benches import sending

    sending.invent(people)
    done()
    began = time.perf_counter()
    snapshot = sending.freeze()
    frozen = time.perf_counter() - began
    done()
    release = sending.let_go(snapshot)
    before, clock = _cpu(), time.perf_counter()
    run_until_idle(seconds=3600)
    seconds, cpu = time.perf_counter() - clock, _cpu() - before
    done()
    tally = queries.tally(release)
    accepted, duplicates = len(witness.accepted()), len(witness.duplicates())
    naive_cpu = sending.naively(snapshot, NAIVE, _cpu)
    done()
    mine = cpu / people * 1e6
    return {
        "people": people,
        "messages_per_second": round(people / seconds, 1),
        "cpu_us_per_message": round(mine, 1),
        "naive_cpu_us_per_message": round(naive_cpu, 1),
        "times_naive_cpu": round(naive_cpu / mine, 1),
        "worker_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1),
        "snapshot_seconds_per_million": round(frozen / people * 1e6, 2),
        "duplicates": duplicates,
        "lost": people - accepted,
        "unknown": tally.unknown,
        "ok": tally.accepted == accepted == people and not duplicates and tally.completed,
    }


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime
