"""``muster bench triage``: what messages are, on published material that the lines had not seen.

The lines are drawn and read by the code that sorts the inbox. The material is no part of Muster; where it
is absent its figures are null.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, Final

from rich.progress import Progress

WORDS = (
    "sorts published messages by whether they need an answer, and by hate; and every word for stop"
)
LEAST_RECALL: Final = 0.85
LEAST_HATE: Final = 0.50
MOST_OFFENSIVE: Final = 0.10


def options(parser: argparse.ArgumentParser) -> None:
    """Which of the material is learnt from."""
    parser.add_argument(
        "--seed", type=int, default=1, help="which posts about hate are learnt from"
    )


def run(options: argparse.Namespace, progress: Progress) -> dict[str, Any]:
    """Learn and measure, set by set."""
    from muster.proof.benches.triaging import answers, hate, languages, stopping, threads

    folder = _folder()
    figures: dict[str, Any] = {}
    steps: tuple[Callable[[], dict[str, Any]], ...] = (
        partial(answers.measure, folder),
        partial(hate.measure, folder, options.seed),
        partial(languages.measure, folder),
        partial(threads.measure, folder),
        stopping.measure,
    )
    step = progress.add_task("triage", total=len(steps))
    for measured in steps:
        figures |= measured()
        progress.advance(step)
    return figures | {"seed": options.seed, "ok": _is_fine(figures)}


def _is_fine(figures: dict[str, Any]) -> bool:
    found, hate, offensive = (
        figures[name] for name in ("recall_at_p90", "hate_recall", "offensive_to_hate")
    )
    return (
        (found is None or found >= LEAST_RECALL)
        and (hate is None or (hate >= LEAST_HATE and offensive <= MOST_OFFENSIVE))
        and figures["stats_exact"] is not False
        and not figures["stop_missed"]
        and not figures["stop_false"]
    )


def _folder() -> Path:
    beside = Path(__file__).resolve().parents[5] / "shared"
    return Path(os.environ.get("MUSTER_SHARED", beside)) / "data"
