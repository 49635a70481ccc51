"""``muster bench enumeration``: what public forms give away by their time, and what a flood of them does (T12).

Everything goes through a real web server on loopback, as a stranger with a stop-watch would ask.
"""

from __future__ import annotations

import argparse
import os
from typing import Any, Final

from rich.progress import Progress

from muster.proof.benches.enumerating import flood, guessing
from muster.proof.benches.enumerating.guessing import MARK, Heard
from muster.proof.benches.enumerating.strangers import Strangers
from muster.proof.stage import Stage

WORDS = "asks public forms about known and unknown addresses, and floods them"
PROVES = ("T12",)
CALLS, FLOOD = 200, 1_000
MAILS_A_DAY: Final = 3


def options(parser: argparse.ArgumentParser) -> None:
    """How many calls of each kind a classifier learns from, and how long the floods are."""
    add = parser.add_argument
    add("--calls", type=int, default=CALLS, help="known and unknown calls at a door, each")
    add("--flood", type=int, default=FLOOD, help="forms in each flood")
    add("--seed", type=int, default=12, help="order of the calls")
    add(
        "--plant",
        type=_leak,
        action="append",
        default=[],
        metavar="DOOR=MS",
        help="let a door take so much longer for known addresses, to see the bench fail",
    )


def run(options: argparse.Namespace, progress: Progress) -> dict[str, Any]:
    """Make an installation, guess, then flood it; returns the figures."""
    os.environ["MUSTER_DURABLE"] = "0"
    calls = sum(2 * door.first(options.calls) for door in guessing.DOORS.values())
    asking = progress.add_task("calls", total=calls)
    flooding = progress.add_task("floods", total=2 * options.flood)
    stage = Stage()
    try:
        stage.open()
        guessing.settle(options.calls)
        stage.start(workers=0)
        strangers = Strangers(stage.address)
        found = guessing.every_door(
            strangers,
            calls=options.calls,
            seed=options.seed,
            planted=dict(options.plant),
            done=lambda: progress.advance(asking),
            heard=lambda name, heard: progress.console.print(_line(name, heard)),
        )
        poured = flood.both(strangers, options.flood, lambda: progress.advance(flooding))
    finally:
        stage.close()
    return {"seed": options.seed, **judged(found, poured)}


def judged(found: dict[str, Heard], poured: dict[str, Any]) -> dict[str, Any]:
    """Fine when no door is better than a coin, nobody is flooded and the page still answers."""
    quiet = poured["mails"] <= MAILS_A_DAY and poured["failed"] == 0
    held = poured["refused"] > 0 and poured["page_after"] == poured["neighbour_after"] == 200
    worst = max(heard.auc for heard in found.values())
    return {
        "ok": worst <= MARK and quiet and held,
        **{f"auc_{door}": round(heard.auc, 3) for door, heard in found.items()},
        "auc_worst": round(worst, 3),
        **{f"calls_{door}": 2 * heard.calls for door, heard in found.items()},
        **{f"sees_ms_{door}": round(heard.sees_ms, 2) for door, heard in found.items()},
        "sees_auc": round(max(heard.sees for heard in found.values()), 3),
        **poured,
    }


def _line(name: str, heard: Heard) -> str:
    return (
        f"{name}: {heard.auc:.3f} of {2 * heard.calls} calls;"
        f" would see {heard.sees:.3f}, or {heard.sees_ms:.1f} ms"
    )


def _leak(text: str) -> tuple[str, float]:
    door, _is, spent = text.partition("=")
    if door not in guessing.DOORS:
        raise argparse.ArgumentTypeError(f"one of {', '.join(guessing.DOORS)}")
    return door, float(spent)
