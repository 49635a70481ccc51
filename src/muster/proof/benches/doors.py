"""``muster bench doors``: what people write comes in by every door while its keeper is killed.

Each message has to be in the inbox once: not lost by a kill, not doubled by whoever then brings it again.
"""

from __future__ import annotations

import argparse
import os
from typing import Any

import django
from rich.progress import Progress

from muster.proof import throwaway

WORDS = "kills whoever keeps the doors of the inbox, and counts what was lost or doubled"


def options(parser: argparse.ArgumentParser) -> None:
    """How much of it."""
    from muster.proof import arriving

    add = parser.add_argument
    add("--messages", type=int, default=arriving.MESSAGES, help="messages by each door")
    add("--kills", type=int, default=arriving.KILLS, help="kills of each keeper")
    add("--seed", type=int, default=0, help="which moments they strike at")


def run(options: argparse.Namespace, progress: Progress) -> dict[str, Any]:
    """Play it on a throw-away installation; returns the figures."""
    os.environ.setdefault("MUSTER_DURABLE", "1")
    os.environ["MUSTER_LOG_LEVEL"] = "ERROR"
    home = throwaway.prepare()
    django.setup()
    from muster.accounts.models import Organisation
    from muster.proof import arriving
    from muster.proof.nursery import Nursery

    Organisation.objects.update_or_create(pk=1, defaults={"name": "Havsvakt"})
    step = progress.add_task("doors", total=1)
    with Nursery() as nursery:
        figures = arriving.play(
            home, nursery, messages=options.messages, kills=options.kills, seed=options.seed
        )
    progress.advance(step)
    fine = figures["lost"] == figures["doubled"] == 0
    return {"seed": options.seed, "messages": options.messages, **figures, "ok": fine}
