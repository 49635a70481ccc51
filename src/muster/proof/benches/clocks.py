"""``muster bench clocks``: clocks jump while the pump sends, and nobody is written to outside their hours (T6).

Each round writes to people of many zones within hours of the day, starting near a moment at which clocks are
known to go wrong, and lets business time jump between and during the sends. What was sent is judged by the
moment at which each body left, in the zone of whoever got it.
"""

from __future__ import annotations

import argparse
import os
import random
import time
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from rich.progress import Progress

from muster.proof import throwaway

WORDS = "lets clocks jump while it sends and counts what left outside its hours"
PROVES: Final = ("T6",)
OPENS, CLOSES = 8, 21
_WARSAW: Final = ZoneInfo("Europe/Warsaw")
# The hour that is skipped, the one that comes twice, a leap day, midnight, and both edges of the day.
MOMENTS: Final = (
    datetime(2027, 3, 28, 2, 30, tzinfo=_WARSAW),
    datetime(2027, 3, 28, 7, 59, 59, tzinfo=_WARSAW),
    datetime(2027, 10, 31, 2, 30, fold=1, tzinfo=_WARSAW),
    datetime(2027, 10, 31, 20, 59, 59, tzinfo=_WARSAW),
    datetime(2028, 2, 29, 12, 0, tzinfo=UTC),
    datetime(2028, 2, 29, 23, 59, 59, tzinfo=UTC),
    datetime(2027, 6, 1, 20, 59, 59, tzinfo=_WARSAW),
)
JUMPS: Final = tuple(timedelta(seconds=one) for one in (0, 90, -90, 3_600, -3_600, 30 * 86_400))


def options(parser: argparse.ArgumentParser) -> None:
    """How much of it."""
    parser.add_argument("--seed", type=int, default=6, help="plays a run again")
    parser.add_argument("--rounds", type=int, default=7, help="sends, each with six jumps")
    parser.add_argument("--zones", type=int, default=24, help="time zones people live in")
    parser.add_argument("--people", type=int, default=6, help="people in each zone")


def run(options: argparse.Namespace, progress: Progress) -> dict[str, Any]:
    """Play it on a throw-away installation, in training: the same claims, guard and lanes, and nothing leaves."""
    throwaway.prepare()
    import django

    django.setup()
    from muster.proof.benches.clocking import Town

    task = progress.add_task("clocks", total=options.rounds)
    chance = random.Random(options.seed)
    began = time.monotonic()
    town = Town(options.zones, options.people)
    for number in range(options.rounds):
        _round(town, MOMENTS[number % len(MOMENTS)], chance)
        progress.advance(task)
    figures = town.figures | {"seed": options.seed, "seconds": round(time.monotonic() - began, 1)}
    wrong = ("out_of_window_sends", "late_sends", "held_back_wrongly", "robbed")
    return figures | {"ok": figures["sends"] > 0 and not any(figures[name] for name in wrong)}


def _round(town: Any, moment: datetime, chance: random.Random) -> None:
    """One send: a jump before each turn of the pump, which then sends slowly enough to reach an edge."""
    at(moment - timedelta(minutes=30))
    release = town.let_go()
    jumps = list(JUMPS)
    chance.shuffle(jumps)
    # A month later its time is over, so that jump comes last.
    for jump in sorted(jumps, key=lambda one: one > timedelta(days=1)):
        at(moment + jump)
        town.send(release)
        town.rob()


def at(moment: datetime) -> None:
    """Set business time; the database’s own clock stays where it is."""
    from muster.kit import clock

    ahead = moment.astimezone(UTC) - clock.db_now()
    os.environ[clock.OFFSET_VARIABLE] = str(ahead.total_seconds())


def within(zone: str, moment: datetime, *, spare: timedelta = timedelta(0)) -> bool:
    """Whether it is their day; ``spare`` makes it longer at both ends, or shorter where it is less than nothing."""
    local = moment.astimezone(ZoneInfo(zone))
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight.replace(hour=OPENS) - spare <= local <= midnight.replace(hour=CLOSES) + spare
