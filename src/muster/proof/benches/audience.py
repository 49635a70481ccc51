"""``muster bench audience``: six questions to invented people, in four hands, while somebody types.

A part of the facts goes through PostgreSQL: from there the lake is exported, and there two other hands ask the same.
All facts go into a second lake by the same sorting; there is measured how fast an answer is at full size.
"""

from __future__ import annotations

import argparse
import os
from typing import Any, Final

from rich.progress import Progress

from muster.proof import throwaway

WORDS = "counts audiences of invented people by the lake, by hand and as peers do"
FULL_PEOPLE: Final = 2_000_000
FULL_FACTS: Final = 100_000_000
IN_POSTGRES: Final = 10_000_000


def options(parser: argparse.ArgumentParser) -> None:
    """How large it all is."""
    add = parser.add_argument
    add("--people", type=int, default=20_000, help=f"invented people; {FULL_PEOPLE} is full size")
    add("--facts", type=int, default=500_000, help=f"what they did; {FULL_FACTS} is full size")
    add(
        "--postgres-facts",
        type=int,
        default=IN_POSTGRES,
        help="so many of them at most go through PostgreSQL, where the other hands ask",
    )
    add("--patience", type=float, help="seconds after which a statement of peers is stopped")
    add("--rate", type=int, default=5_000, help="facts that come in every second meanwhile")
    add(
        "--smaller",
        type=int,
        default=3,
        help="lakes of a quarter, a half, three quarters for the growth",
    )
    add("--picture", help="file that the growth is drawn into, as SVG")


def run(options: argparse.Namespace, progress: Progress) -> dict[str, Any]:
    """Play it on a throw-away installation, one part after the other, and judge."""
    os.environ["MUSTER_LOG_LEVEL"] = "ERROR"
    home = throwaway.prepare()
    import django

    django.setup()
    from muster.proof.benches.choosing import picture, playing, verdict

    full = options.people >= FULL_PEOPLE and options.facts >= FULL_FACTS
    if options.patience is None:
        options.patience = 40.0 if full else 1.0
    step = progress.add_task("audience", total=playing.PARTS)
    measured = playing.Play(options, home, lambda: progress.advance(step)).through()
    if options.picture:
        picture.draw(options.picture, measured.growth)
    return verdict.figures(measured, full=full)
