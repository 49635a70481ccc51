"""``muster bench enumeration``: what public forms give away by their time, and what a flood of them does (T12).

Everything goes through a real web server on loopback, as a stranger with a stop-watch would ask.
"""

from __future__ import annotations

import argparse
import os
from typing import Any, Final

from rich.progress import Progress

from muster.proof.benches.enumerating import flood, guessing
from muster.proof.benches.enumerating.strangers import Strangers
from muster.proof.stage import Stage

WORDS = "asks public forms about known and unknown addresses, and floods them"
PROVES = ("T12",)
CALLS, FLOOD = 500, 10_000
AUC: Final = 0.55
MAILS_A_DAY: Final = 3


def options(parser: argparse.ArgumentParser) -> None:
    """How many calls of each kind a classifier learns from, and how long the floods are."""
    parser.add_argument("--calls", type=int, default=CALLS, help="known and unknown calls, each")
    parser.add_argument("--flood", type=int, default=FLOOD, help="forms in each flood")
    parser.add_argument("--seed", type=int, default=12, help="order of the calls")


def run(options: argparse.Namespace, progress: Progress) -> dict[str, Any]:
    """Make an installation, guess, then flood it; returns the figures."""
    os.environ["MUSTER_DURABLE"] = "0"
    stage = Stage()
    try:
        stage.open()
        known = guessing.settle(options.calls)
        stage.start(workers=0)
        strangers = Strangers(stage.address)
        asking = progress.add_task("calls", total=2 * options.calls * len(guessing.DOORS))
        found = guessing.every_door(
            strangers, known, seed=options.seed, done=lambda: progress.advance(asking)
        )
        flooding = progress.add_task("floods", total=2 * options.flood)
        poured = flood.both(strangers, options.flood, lambda: progress.advance(flooding))
    finally:
        stage.close()
    return {"seed": options.seed, "calls": 2 * options.calls, **judged(found, poured)}


def judged(found: dict[str, float], poured: dict[str, Any]) -> dict[str, Any]:
    """Fine when no door is better than a coin, nobody is flooded and the page still answers."""
    quiet = poured["mails"] <= MAILS_A_DAY and poured["failed"] == 0
    held = poured["refused"] > 0 and poured["page_after"] == poured["neighbour_after"] == 200
    return {
        "ok": max(found.values()) <= AUC and quiet and held,
        **{f"auc_{door}": round(auc, 3) for door, auc in found.items()},
        "auc_worst": round(max(found.values()), 3),
        **poured,
    }
