"""``muster bench match``: a plan for thousands of tasks, live suggestions, a race for a shift, a season, a full board.

Everything goes through the actions and pages that the house itself uses; beside the plan stands what greed would do.
"""

from __future__ import annotations

import argparse
import os
from typing import Any, Final

import django
from rich.progress import Progress

from muster.proof import throwaway

WORDS = "plans thousands of tasks, suggests people, races for a shift, counts a season and reads a full board"
FULL_PEOPLE, PEOPLE = 20_000, 2_000
FULL_TASKS, TASKS = 2_000, 200
FULL_CASES, CASES = 10_000, 500
FULL_SEASON, SEASON = 2_000_000, 20_000
FULL_POSTS, POSTS = 1_000_000, 20_000
RACERS: Final = 100
PLAN_SECONDS, PLAN_MB = 3.0, 2_048
SUGGEST_MS, BOARD_MS = 100.0, 150.0
SEASON_SECONDS, NEW_SECONDS = 10.0, 1.0


def options(parser: argparse.ArgumentParser) -> None:
    """How much of it."""
    add = parser.add_argument
    add("--people", type=int, default=PEOPLE, help=f"who help; {FULL_PEOPLE} is full size")
    add("--tasks", type=int, default=TASKS, help=f"tasks to plan; {FULL_TASKS} is full size")
    add("--cases", type=int, default=CASES, help=f"suggested people judged; {FULL_CASES} is full")
    add(
        "--season-people", type=int, default=SEASON, help=f"of a season; {FULL_SEASON} is full size"
    )
    add("--posts", type=int, default=POSTS, help=f"on a board; {FULL_POSTS} is full size")
    add("--racers", type=int, default=RACERS, help="people who press at once")


def run(options: argparse.Namespace, progress: Progress) -> dict[str, Any]:
    """Measure it on a throw-away installation; returns the figures."""
    throwaway.prepare()
    os.environ["MUSTER_LOG_LEVEL"] = "ERROR"
    django.setup()
    from muster.proof import coast

    coast.found("http://localhost")
    by, _secret = coast.hired("olga", ("organiser",))
    step = progress.add_task("match", total=4)
    figures: dict[str, Any] = {}
    for part in (_plan, _race, _board, _season):
        figures |= part(options, by)
        progress.advance(step)
    missed = _missed(figures, options)
    return figures | {"missed": missed, "ok": not missed}


def _plan(options: argparse.Namespace, by: Any) -> dict[str, Any]:
    """The plan first, while this process is small; then one shift after the other."""
    from muster.proof.benches.matching import judging, plans, suggestions, willing

    willing.fill(options.people, options.tasks)
    found, figures = plans.planned(by)
    judge = judging.Judge()
    figures |= plans.judged(found)
    figures |= suggestions.asked(by, judge, options.cases)
    figures["unqualified"] += plans.wrong(found, judge)
    return {"people": options.people, "tasks": options.tasks} | figures


def _race(options: argparse.Namespace, _by: Any) -> dict[str, Any]:
    from muster.proof.benches.matching import places

    return places.race(options.racers)


def _board(options: argparse.Namespace, _by: Any) -> dict[str, Any]:
    from muster.proof.benches.matching import boards

    return boards.measured(options.posts)


def _season(options: argparse.Namespace, by: Any) -> dict[str, Any]:
    from muster.proof.benches.matching import seasons

    return seasons.measured(options.season_people, by)


def _missed(figures: dict[str, Any], options: argparse.Namespace) -> list[str]:
    """What must hold at any size, and the speeds, which are judged at full size only."""
    sound = {
        "optimal": figures["optimal"],
        "unqualified": not figures["unqualified"],
        "overfilled": not figures["overfilled"],
        "left_empty": not figures["left_empty"],
        "broken": not figures["broken"],
        "season_same": figures["season_same"],
    }
    planned = options.people >= FULL_PEOPLE and options.tasks >= FULL_TASKS
    season = options.season_people >= FULL_SEASON
    quick = {
        "plan_seconds": not planned or figures["plan_seconds"] <= PLAN_SECONDS,
        "plan_mb": figures["plan_mb"] <= PLAN_MB,
        "suggest_p95_ms": not planned or figures["suggest_p95_ms"] <= SUGGEST_MS,
        "cases": figures["cases"] >= options.cases,
        "season_seconds": not season or figures["season_seconds"] <= SEASON_SECONDS,
        "season_incremental_seconds": not season
        or figures["season_incremental_seconds"] <= NEW_SECONDS,
        "board_p95_ms": options.posts < FULL_POSTS or figures["board_p95_ms"] <= BOARD_MS,
    }
    return [name for name, held in (sound | quick).items() if not held]
