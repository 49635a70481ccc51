"""``muster bench bounces``: real bounces, complaints and auto-replies, read and compared with what they were.

A bounce for good suppresses somebody, so precision comes first. Without the material the figures are null.
"""

from __future__ import annotations

import argparse
import csv
import os
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any, Final

from rich.progress import Progress

from muster.channels.kinds.email import reports
from muster.channels.kinds.email.reports import Report

WORDS = "reads real bounces, complaints and auto-replies and counts what was read rightly"
HARD_PRECISION: Final = 0.97
ACCURACY: Final = 0.93
_ABSENT: Final = dict.fromkeys(
    ("hard_precision", "hard_soft_accuracy", "complaints_right", "auto_right", "ok")
)
Row = dict[str, str]


def options(parser: argparse.ArgumentParser) -> None:
    """Where the material lies."""
    parser.add_argument("--folder", type=Path, default=material(), help="samples with EXPECTED.csv")


def run(options: argparse.Namespace, progress: Progress) -> dict[str, Any]:
    """Read every sample; returns the figures."""
    if not (options.folder / "EXPECTED.csv").exists():
        return {**_ABSENT, "messages": 0}
    expected = _expected(options.folder)
    reading = progress.add_task("mails", total=len(expected))
    counts: Counter[str] = Counter()
    for name, rows in sorted(expected.items()):
        found = reports.read((options.folder / name).read_bytes())
        counts.update(_judged(found, rows))
        progress.advance(reading)
    return _figures(counts, len(expected))


def material() -> Path:
    """The folder of the samples, which are not part of the project."""
    beside = Path(__file__).resolve().parents[5] / "shared"
    return Path(os.environ.get("MUSTER_SHARED", beside)) / "data" / "email" / "bounces"


def _expected(folder: Path) -> dict[str, list[Row]]:
    rows: dict[str, list[Row]] = defaultdict(list)
    with (folder / "EXPECTED.csv").open(newline="") as file:
        for row in csv.DictReader(file):
            rows[row["file"]].append(row)
    return rows


def _judged(found: list[Report], rows: list[Row]) -> list[str]:
    if rows[0]["reason"] == "feedback":
        right = len(found) == len(rows) and all(map(_same_feedback, found, rows))
        return ["complaint right" if right else "complaint wrong"]
    if rows[0]["reason"] == "vacation":
        right = [one.kind for one in found] == ["automatic"]
        return ["auto right" if right else "auto wrong"]
    return [_judged_bounce(found, place, row) for place, row in enumerate(rows)]


def _same_feedback(report: Report, row: Row) -> bool:
    # A failed signature is feedback as well, but nobody complained.
    kind = "noticed" if row["feedback_type"] == "auth-failure" else "complained"
    return (report.kind, report.code) == (kind, row["feedback_type"])


def _judged_bounce(found: list[Report], place: int, row: Row) -> str:
    said_hard = place < len(found) and found[place].kind == "bounced"
    was_hard = row["hard_bounce"] == "true"
    return f"{'hard' if said_hard else 'soft'} {'right' if said_hard == was_hard else 'wrong'}"


def _figures(counts: Counter[str], messages: int) -> dict[str, Any]:
    bounces = sum(
        counts[f"{kind} {how}"] for kind in ("hard", "soft") for how in ("right", "wrong")
    )
    figures = {
        "hard_precision": _share(counts, "hard"),
        "hard_soft_accuracy": round((counts["hard right"] + counts["soft right"]) / bounces, 4),
        "complaints_right": _share(counts, "complaint"),
        "auto_right": _share(counts, "auto"),
        "messages": messages,
    }
    right = figures["complaints_right"] == figures["auto_right"] == 1.0
    precise = figures["hard_precision"] >= HARD_PRECISION
    figures["ok"] = precise and figures["hard_soft_accuracy"] >= ACCURACY and right
    return figures


def _share(counts: Counter[str], what: str) -> float:
    right, wrong = counts[f"{what} right"], counts[f"{what} wrong"]
    return round(right / (right + wrong), 4) if right + wrong else 1.0
