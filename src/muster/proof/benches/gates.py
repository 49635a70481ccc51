"""``muster bench gates``: what halts by itself, and what is left alone (T15).

The table of the handbook by the test alone; then whole broadcasts whose answers come late; then the slip
of two million texts that were meant for four thousand people. Every verdict is the one real releases get.
"""

from __future__ import annotations

import argparse
import random
from typing import Any, Final

import django
from rich.progress import Progress

from muster.proof import throwaway

WORDS = "simulates healthy broadcasts and slips through the real gates"
PROVES: Final = ("T15",)
SLIP: Final = 2_100_000
MEANT: Final = 4_000
REPLIES: Final = 0.0055
FALSE_HALTS: Final = 0.01
SLIP_MEDIAN: Final = 2_000
SLIP_P95: Final = 5_000


def options(parser: argparse.ArgumentParser) -> None:
    """How much of each."""
    parser.add_argument("--seed", type=int, default=15, help="plays a run again")
    parser.add_argument("--runs", type=int, default=2_000, help="runs for each line of the table")
    parser.add_argument("--whole", type=int, default=1_000, help="whole healthy broadcasts")
    parser.add_argument("--slips", type=int, default=200, help="slips of two million texts")


def run(options: argparse.Namespace, progress: Progress) -> dict[str, Any]:
    """Play all three; ``ok`` says that each held."""
    throwaway.prepare()
    django.setup()
    from muster.proof.benches.gating import statistic

    step = progress.add_task("gates", total=len(statistic.TABLE) + 2)
    figures: dict[str, Any] = {"seed": options.seed}
    near = True
    for line in statistic.TABLE:
        found = statistic.played(line, options.runs, random.Random(f"{options.seed}{line.name}"))
        near &= found.pop("near")
        figures |= {f"{line.name}_{name}": value for name, value in found.items()}
        progress.advance(step)
    figures["within_20_percent"] = near
    figures |= _healthy(options)
    progress.advance(step)
    figures |= _slip(options, "slip", slower=1.0) | _slip(options, "slow_slip", slower=2.0)
    progress.advance(step)
    quiet = figures["false_halt_share_whole_path"] <= FALSE_HALTS
    figures["ok"] = near and quiet and figures["slip_halted"] == options.slips and _early(figures)
    return figures


def _early(figures: dict[str, Any]) -> bool:
    median, late = figures["slip_wrongly_reached_median"], figures["slip_wrongly_reached_p95"]
    return bool(median <= SLIP_MEDIAN and late <= SLIP_P95)


def _healthy(options: argparse.Namespace) -> dict[str, Any]:
    from muster.proof.benches.gating.whole import Story, usual

    halted: list[str] = []
    for number in range(options.whole):
        chance = random.Random(f"{options.seed} whole {number}")
        channel = "sms" if number % 2 else "email"
        size = round(10 ** chance.uniform(2.7, 5.0))
        end = Story(size, channel, usual(channel), chance).play()
        halted += [end.metric] if end.metric else []
    return {
        "whole_path_runs": options.whole,
        "false_halt_share_whole_path": round(len(halted) / max(1, options.whole), 5),
        "false_halts_by": ", ".join(sorted(halted)),
    }


def _slip(options: argparse.Namespace, name: str, *, slower: float) -> dict[str, Any]:
    """The slip as it was, and once more with people who take twice as long to answer."""
    from muster.proof.benches.gating.statistic import at
    from muster.proof.benches.gating.whole import Story, usual

    wrongly, minutes, halted = [], [], 0
    for number in range(options.slips):
        chance = random.Random(f"{options.seed} slip {number}")
        rates = usual("sms") | {"replied": REPLIES}
        end = Story(SLIP, "sms", rates, chance, slower=slower).play()
        halted += bool(end.metric)
        wrongly.append(round(end.reached * (1 - MEANT / SLIP)))
        minutes.append(end.seconds // 60)
    wrongly.sort()
    minutes.sort()
    return {
        f"{name}_runs": options.slips,
        f"{name}_halted": halted,
        f"{name}_wrongly_reached_median": at(wrongly, 0.5),
        f"{name}_wrongly_reached_p95": at(wrongly, 0.95),
        f"{name}_minutes_median": at(minutes, 0.5),
    }
