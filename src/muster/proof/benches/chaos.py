"""``muster bench chaos``: what sending promises, while things go wrong on purpose (T1, T2, T5).

Everything happens on a throw-away installation with durable PostgreSQL, real worker processes and the witness,
and everything can be played again with the seed.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from typing import Any

from rich.progress import Progress

PROVES = ("T1", "T2", "T5")
WORDS = "kills, outages, and halts while it sends; the witness counts"


def options(parser: argparse.ArgumentParser) -> None:
    """How much of each."""
    add = parser.add_argument
    add("--seed", type=int, default=0, help="plays a run again; 0 picks one")
    add("--runs", type=int, default=30, help="kill -9 runs (T1); 900 is all of them")
    add("--halts", type=int, default=20, help="halts at random moments (T5); 500 is all of them")
    add(
        "--outage", type=float, default=5.0, help="seconds without a database (T2); 30 is all of it"
    )


def run(options: argparse.Namespace, progress: Progress) -> dict[str, Any]:
    """Play it all; ``ok`` says that every promise held."""
    from muster.proof.chaos import scene

    seed = options.seed or random.SystemRandom().randrange(1, 1_000_000)
    began = time.monotonic()
    with scene.opened(seed, "--no-fsync") as opened:
        figures = _all(opened, options, progress)
    figures |= {"seed": seed, "seconds": round(time.monotonic() - began, 1)}
    if not figures["ok"]:
        sys.stderr.write(f"Play it again with: make chaos SEED={seed}\n")
    return figures


def _all(scene: Any, options: argparse.Namespace, progress: Progress) -> dict[str, Any]:
    from muster.proof.chaos import halts, kills, outages, verdict
    from muster.proof.witness import log

    task = progress.add_task(
        "chaos", total=options.runs + options.halts + bool(options.outage) * len(outages.WAYS)
    )

    def done() -> None:
        progress.advance(task)

    killed = kills.play(scene, options.runs, done)
    halted = halts.play(scene, options.halts, done)
    out = outages.play(scene, options.outage, done) if options.outage else outages.Figures()
    figures = killed.parts() | halted.parts() | out.parts()
    # Each send was judged when it ended; what came twice later still shows in the log as a whole.
    twice, letters = verdict.twice(log.lines(scene.witness.path))
    figures |= {"duplicates": len(twice), "letters_twice": letters}
    came_twice = [f"{name} came more than once" for name in twice]
    figures["broken"] = [*killed.broken, *halted.broken, *out.broken, *came_twice]
    lost = killed.lost + halted.lost + out.lost
    named = not (halted.unnamed or halted.wrongly)
    clean = not (figures["broken"] or lost)
    return figures | {"ok": clean and named and halted.in_time}
