"""One text to two million: DoSomething.org’s slip of 2014 on texts, four times with one seed, then the correction.

The house is live on a throw-away installation; texts leave through the witness as the gateway, and what people
answer comes back through our own hook. ``--minute`` says how many seconds a minute of soak, feedback and human
delay lasts; nothing else is shortened.
"""

from __future__ import annotations

import argparse
import random
import time
from functools import partial
from typing import Any

from rich.progress import Progress

WORDS = "a text for 4,000 goes to two million: without gates, declared, by canary, by hand"
FULL = 2_100_000
PEOPLE = 20_000
FULL_ANSWERS = 11_543
STEPS = 9


def options(parser: argparse.ArgumentParser) -> None:
    """How large the story is."""
    add = parser.add_argument
    add("--people", type=int, default=PEOPLE, help=f"people who said yes; {FULL} is full size")
    add("--seed", type=int, default=1, help="who answers, and when somebody presses Halt")
    add("--draws", type=int, help="canaries of the full story drawn from other people; 20")
    add(
        "--answers",
        type=int,
        help=f"people who write back in the second half; {FULL_ANSWERS} of all",
    )
    add("--minute", type=float, default=5.0, help="seconds that a minute of the story takes")


def run(options: argparse.Namespace, progress: Progress) -> dict[str, Any]:
    """Play it; the figures are what the witness saw."""
    from muster.proof.stage import Stage
    from muster.proof.stories.slip import town as towns

    began = time.monotonic()
    stage = Stage().open(
        "--no-fsync", "--seed", str(options.seed),
        settings=partial(towns.settings, minute=options.minute),
    )  # fmt: skip
    try:
        figures = _told(towns.Town(stage, options.people, options.minute), options, progress)
    finally:
        stage.close()
    return figures | {"seed": options.seed, "seconds": round(time.monotonic() - began, 1)}


def _told(town: Any, options: argparse.Namespace, progress: Progress) -> dict[str, Any]:
    from muster.proof.stories.slip import aftermath, draws, runs

    task = progress.add_task("slip", total=STEPS)

    def note(found: dict[str, Any]) -> None:
        figures.update(found)
        progress.advance(task)

    figures: dict[str, Any] = {"people": options.people}
    note({"seconds_making_people": round(town.found(), 1)})
    note(runs.without_gates(town))
    town.stage.start(workers=2)
    note(runs.declared(town))
    found, _release = runs.by_canary(town)
    note(found)
    found, broadcast = runs.by_hand(town, random.Random(options.seed))
    note(found)
    note(runs.corrected(town, broadcast))
    note(runs.answers(town))
    note(aftermath.played(town, _answering(options)))
    many = (20 if options.people >= FULL else 0) if options.draws is None else options.draws
    drawn = draws.draw(town, many, of=FULL)
    # A canary of a smaller story is another canary; it stands for itself only where none was drawn.
    own = [figures["reached_canary"]] if options.people >= FULL or not drawn else []
    note(_drawn([*drawn, *own]))
    return figures | {"meant": len(town.meant), "ok": _went_well(figures, options)}


def _answering(options: argparse.Namespace) -> int:
    """How many write back in the second half: 11,543 of the full story, more than fifty of any."""
    answers: int | None = options.answers
    return answers or max(60, FULL_ANSWERS * options.people // FULL)


def _drawn(reached: list[int]) -> dict[str, Any]:
    reached.sort()
    return {
        "draws": len(reached),
        "reached_canary_median": reached[len(reached) // 2],
        "reached_canary_p95": reached[min(len(reached) - 1, int(0.95 * len(reached)))],
    }


def _went_well(figures: dict[str, Any], options: argparse.Namespace) -> bool:
    """Stopped at each gate, everybody named, and the correction reached exactly whom it owed one."""
    stopped = (
        figures["reached_without_gates"] == options.people
        and figures["reached_declared"] == figures["approvers_asked"] == 0
        and figures["stopped_by_size"]
        and figures["stopped_by_text"]
        and bool(figures["halted_by"])
    )
    named = figures["accepts_after_halt"] == figures["named_after_halt"]
    mended = (
        figures["corrected_exactly"]
        and figures["corrected"] + figures["said_stop"] == figures["wrongly_reached"]
        and figures["replies_in_inbox"] == figures["replies_taken"] == figures["replies"]
        and figures["apology_exactly"]
        and figures["clicks_counted"]
    )
    small = figures["draws"] < 20 or (
        figures["reached_canary_median"] <= 2_000 and figures["reached_canary_p95"] <= 5_000
    )
    from muster.proof.stories.slip import aftermath

    heard = aftermath.went_well(figures, _answering(options))
    return bool(stopped and named and mended and small and heard)
