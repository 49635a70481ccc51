"""``muster bench chaos``: what sending promises, while things go wrong on purpose (T1, T2, T5, T6).

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

PROVES = ("T1",)
WORDS = "kills, outages, halts and clock jumps while it sends; the witness counts"


def options(parser: argparse.ArgumentParser) -> None:
    """How much of each."""
    parser.add_argument("--seed", type=int, default=0, help="plays a run again; 0 picks one")
    parser.add_argument(
        "--runs", type=int, default=30, help="kill -9 runs (T1); 900 is all of them"
    )


def run(options: argparse.Namespace, progress: Progress) -> dict[str, Any]:
    """Play it all; ``ok`` says that every promise held."""
    from muster.proof.chaos import scene

    seed = options.seed or random.SystemRandom().randrange(1, 1_000_000)
    began = time.monotonic()
    with scene.opened(seed, "--no-fsync") as opened:
        figures = _all(opened, options, progress)
    figures |= {"seed": seed, "seconds": round(time.monotonic() - began, 1)}
    figures["ok"] = not figures["broken"] and not figures["duplicates"] and not figures["lost"]
    if not figures["ok"]:
        sys.stderr.write(f"Play it again with: make chaos SEED={seed}\n")
    return figures


def _all(scene: Any, options: argparse.Namespace, progress: Progress) -> dict[str, Any]:
    from muster.proof.chaos import kills

    task = progress.add_task("kill -9", total=options.runs)
    found = kills.play(scene, options.runs, lambda: progress.advance(task))
    return found.parts()
