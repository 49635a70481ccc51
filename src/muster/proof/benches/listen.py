"""``muster bench listen``: a stream of everything through a thousand terms, breaks in it, and the alarm on real counts.

The stream comes over a real websocket from another process; one process hears it, matches it and keeps what names
us. What is lost or doubled is counted against what was sent. Where the published counts are absent, their
figures are null.
"""

from __future__ import annotations

import argparse
import os
from pathlib import Path
from typing import Any, Final

import django
from rich.progress import Progress

from muster.proof import throwaway

WORDS = "hears a stream through a thousand terms, breaks it off, and lets the alarm judge published counts"
FRAMES: Final = 60_000
FULL: Final = 400_000
FRAMES_A_SECOND: Final = 20_000
# One connection after another is cut after so many frames, then the last one lasts.
_CUTS: Final = "1700,2300,5200"
_ALARM: Final = (
    "nab_hit", "nab_windows", "nab_false_per_week", "nab_delay_median_min", "taxi_false_per_month",
    "crises_within_60", "alarms_before_onset",
)  # fmt: skip


def options(parser: argparse.ArgumentParser) -> None:
    """How much of it."""
    parser.add_argument("--frames", type=int, default=FRAMES, help=f"frames; {FULL} is full size")
    parser.add_argument("--seed", type=int, default=1, help="which frames come")


def run(options: argparse.Namespace, progress: Progress) -> dict[str, Any]:
    """Play it on a throw-away installation; the frames that were sent are the measure."""
    home = throwaway.prepare()
    os.environ.setdefault("MUSTER_LOG_LEVEL", "ERROR")
    django.setup()
    from muster.proof.benches.listening import hearing, inventing

    step = progress.add_task("listen", total=4)
    hearing.watched()
    heard = hearing.speed(inventing.stream(options.frames, seed=options.seed), home)
    progress.advance(step)
    lost = doubled = 0
    for second_form in (False, True):
        stream = inventing.stream(
            20_000, seed=options.seed + 1 + second_form, second_form=second_form
        )
        missing, twice = hearing.broken_off(stream, home, cuts=_CUTS, second_form=second_form)
        lost, doubled = lost + missing, doubled + twice
        progress.advance(step)
    doubled += hearing.miscounted()
    figures = {"frames_per_second": heard["frames_per_second"], "lost": lost, "doubled": doubled}
    figures |= _alarms()
    progress.advance(step)
    fine = heard["skipped_right"] and heard["kept_right"] and not lost and not doubled
    return figures | {"ok": fine and _is_fine(figures)}


def _is_fine(figures: dict[str, Any]) -> bool:
    """The alarm’s figures are judged where there are any."""
    if figures["frames_per_second"] < FRAMES_A_SECOND:
        return False
    if figures["nab_windows"] is None:
        return True
    delay = figures["nab_delay_median_min"]
    return bool(
        2 * figures["nab_hit"] >= figures["nab_windows"]
        and figures["nab_false_per_week"] <= 0.5
        and delay is not None
        and delay <= 15
        and figures["taxi_false_per_month"] <= 1
        and figures["crises_within_60"] >= 3
        and figures["alarms_before_onset"] == 0
    )


def _alarms() -> dict[str, Any]:
    from muster.proof.benches.listening import alarms

    return alarms.measure(_shared()) or dict.fromkeys(_ALARM)


def _shared() -> Path:
    beside = Path(__file__).resolve().parents[5] / "shared"
    return Path(os.environ.get("MUSTER_SHARED", beside))
