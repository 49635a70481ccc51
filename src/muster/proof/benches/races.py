"""``muster bench races``: every small history, many long ones, and a hundred people pressing at once (T4).

Nothing may get past the approvals: the figures are how much was tried, and what was broken.
"""

from __future__ import annotations

import argparse
import random
from typing import Any

from rich.progress import Progress

from muster.proof import throwaway

WORDS = "tries to get past the approvals in every small history, in long ones and all at once"
PROVES = ("T4",)
SEED = 1857
STEPS = ("edit", "submit", "approve", "send_back", "withdraw", "change_role", "release", "halt")
# Most walks should come to a release: agreeing is tried more often than taking back.
WEIGHTS = (2, 6, 12, 1, 1, 1, 4, 1)


def options(parser: argparse.ArgumentParser) -> None:
    """How long it looks."""
    parser.add_argument("--walks", type=int, default=40, help="long histories")
    parser.add_argument("--steps", type=int, default=40, help="steps of each")
    parser.add_argument("--races", type=int, default=10, help="races at each isolation level")
    parser.add_argument("--threads", type=int, default=100, help="people in each race")
    parser.add_argument("--seed", type=int, default=SEED, help="the same seed walks the same ways")


def run(options: argparse.Namespace, progress: Progress) -> dict[str, Any]:
    """Play all three on a throw-away installation."""
    throwaway.prepare()
    import django

    django.setup()
    task = progress.add_task("races", total=3)
    figures: dict[str, Any] = {"seed": options.seed, "threads": options.threads}
    broken: list[str] = []
    for part in (_histories, _walks, _races):
        found = part(options)
        broken += found.pop("violations")
        figures |= found
        progress.advance(task)
    return {"ok": not broken, **figures, "violations": len(broken), "broken": broken[:10]}


def _histories(_options: argparse.Namespace) -> dict[str, Any]:
    from muster.proof.races.histories import CY, Rules, explore

    every = [
        explore(rules)
        for rules in (
            Rules(),
            Rules(size=100),
            Rules(everyone=True, national=frozenset({CY})),
        )
    ]
    return {
        "states": sum(one.states for one in every),
        "violations": [words for one in every for words in one.violations],
    }


def _walks(options: argparse.Namespace) -> dict[str, Any]:
    found = [_walk(random.Random(options.seed + n), options.steps) for n in range(options.walks)]
    return {
        "walks": len(found),
        "steps": sum(steps for steps, _released, _broken in found),
        "releases": sum(released for _steps, released, _broken in found),
        "violations": [words for _steps, _released, broken in found for words in broken],
    }


def _walk(chance: random.Random, steps: int) -> tuple[int, int, list[str]]:
    from django.db import transaction

    from muster.proof.races.walk import NAMES, Walk

    with transaction.atomic():
        walk = Walk()
        for _step in range(steps):
            [name] = chance.choices(STEPS, WEIGHTS)
            getattr(walk, name)(chance.randrange(len(NAMES)))
            walk.look()
        transaction.set_rollback(True)
    return walk.steps, walk.released, walk.violations


def _races(options: argparse.Namespace) -> dict[str, Any]:
    from muster.proof.races.contest import READ_COMMITTED, SERIALIZABLE, Contest, figures

    contest = Contest()
    came = [
        contest.race(threads=options.threads, isolation=isolation, agreed=number % 3)
        for isolation in (READ_COMMITTED, SERIALIZABLE)
        for number in range(options.races)
    ]
    return figures(came)
