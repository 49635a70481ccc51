"""``muster bench drive``: earlier drives to the cent, gifts a second by the real hook, thousands who watch.

The money is counted by the database after each part; the watchers sit on one web process.
"""

from __future__ import annotations

import argparse
import os
from typing import Any, Final

import django
from rich.progress import Progress

from muster.proof import throwaway
from muster.proof.witness import stripe_

WORDS = "replays drives to the cent, takes gifts as fast as it can, and shows them to thousands who watch"
PROVES = ("T8", "T16")
FULL_WATCHERS, WATCHERS = 2_000, 150
FULL_SEQUENCES, SEQUENCES = 10_000, 300
FULL_GIFTS, GIFTS = 6_000, 600
WATCHED_SECONDS: Final = 20
LEAST_PER_SECOND, MOST_P95 = 300.0, 2.0


def options(parser: argparse.ArgumentParser) -> None:
    """How much of it."""
    add = parser.add_argument
    add("--watchers", type=int, default=WATCHERS, help=f"who watch; {FULL_WATCHERS} is full size")
    add("--sequences", type=int, default=SEQUENCES, help=f"shuffled; {FULL_SEQUENCES} is full size")
    add("--gifts", type=int, default=GIFTS, help=f"gifts at once; {FULL_GIFTS} is full size")
    add("--seconds", type=int, default=WATCHED_SECONDS, help="how long fifty gifts a second come")


def run(options: argparse.Namespace, progress: Progress) -> dict[str, Any]:
    """Measure it on a throw-away live installation; returns the figures."""
    os.environ.setdefault("MUSTER_DURABLE", "1")
    home = throwaway.prepare()
    os.environ |= {
        "MUSTER_STRIPE_KEY": stripe_.KEY,
        "MUSTER_STRIPE_HOOK_SECRET": stripe_.SECRET,
        "MUSTER_STRIPE_URL": "http://127.0.0.1:1",
        "MUSTER_LOG_LEVEL": "ERROR",
    }
    django.setup()
    from muster.proof import coast
    from muster.proof.benches.driving import money, watchers

    coast.found("http://127.0.0.1")
    step = progress.add_task("drive", total=4)
    replayed = money.replays()
    progress.advance(step)
    figures: dict[str, Any] = {
        "replays_exact": replayed.exact if replayed else 0,
        "drives": replayed.drives if replayed else 0,
        "redelivery_changed": replayed.redelivery_changed if replayed else 0,
    }
    taken = money.gifts_per_second(gifts=options.gifts)
    figures["gifts_per_second"] = taken["gifts_per_second"]
    progress.advance(step)
    many = options.seconds * watchers.PER_SECOND
    watched = watchers.watch(watchers=options.watchers, many=many, home=home)
    figures |= {name: watched[name] for name in ("watchers", "watch_p95_s")}
    progress.advance(step)
    figures["mismatches"] = money.mismatches(sequences=options.sequences)
    progress.advance(step)
    return figures | {"ok": taken["exact"] and _is_fine(figures, options)}


def _is_fine(figures: dict[str, Any], options: argparse.Namespace) -> bool:
    """To the cent at any size, and nobody who watches is cut off; speed is judged at full size only."""
    exact = figures["replays_exact"] == figures["drives"]
    sound = not figures["redelivery_changed"] and not figures["mismatches"]
    quick = options.gifts < FULL_GIFTS or figures["gifts_per_second"] >= LEAST_PER_SECOND
    seen = options.watchers < FULL_WATCHERS or figures["watch_p95_s"] <= MOST_P95
    return exact and sound and figures["watchers"] == options.watchers and quick and seen
