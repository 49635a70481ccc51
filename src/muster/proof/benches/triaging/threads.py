"""How threads of complaints were answered: the rule of the reply page, against a count made another way.

The rule climbs from each line to the first of its thread; the count walks down from the first lines. Both must
agree to the second, or ``stats_exact`` is false.
"""

from __future__ import annotations

import statistics as stock
from collections import defaultdict
from datetime import datetime
from pathlib import Path
from typing import Any

from muster.inbox.statistics import Line, responses
from muster.proof.benches.triaging import sets


def measure(folder: Path) -> dict[str, Any]:
    """Return the response statistics of the published threads, and whether both ways agree."""
    rows = sets.read(folder / "complaints" / "support_threads_2500.csv.gz")
    if not rows:
        return {"stats_exact": None, "threads": 0}
    found, rate = responses([_line(row) for row in rows]), None
    if found.rate is not None:
        rate = round(found.rate, 6)
    told = (found.threads, found.orphans, found.seconds, found.median, found.nine_in_ten)
    return {
        "stats_exact": told == _counted(rows),
        "threads": found.threads,
        "threads_answered": found.answered,
        "parents_missing": found.orphans,
        "response_rate": rate,
        "first_response_half_minutes": _minutes(found.median),
        "first_response_ninety_minutes": _minutes(found.nine_in_ten),
    }


def _line(row: sets.Row) -> Line:
    at = datetime.fromisoformat(row["created_at"])
    return Line(row["tweet_id"], row["inbound"] == "True", at, row["in_response_to_tweet_id"])


def _counted(rows: list[sets.Row]) -> tuple[Any, ...]:
    """The same figures by walking down, with the medians of the standard library."""
    known = {row["tweet_id"]: row for row in rows}
    below: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        below[row["in_response_to_tweet_id"]].append(row["tweet_id"])
    starts = [
        row
        for row in known.values()
        if row["inbound"] == "True" and row["in_response_to_tweet_id"] not in known
    ]
    waited = sorted(one for row in starts if (one := _first(row, known, below)) is not None)
    missing = sum(row["in_response_to_tweet_id"] != "" for row in starts)
    half = stock.median(waited) if waited else None
    ninety = next((one for at, one in enumerate(waited, 1) if 10 * at >= 9 * len(waited)), None)
    return len(starts), missing, tuple(waited), half, ninety


def _first(start: sets.Row, known: dict[str, sets.Row], below: dict[str, list[str]]) -> int | None:
    """Seconds until the first line of ours anywhere below."""
    began, found, waiting = _seconds(start), [], [start["tweet_id"]]
    while waiting:
        for number in below[waiting.pop()]:
            waiting.append(number)
            if known[number]["inbound"] != "True" and _seconds(known[number]) >= began:
                found.append(_seconds(known[number]) - began)
    return min(found, default=None)


def _seconds(row: sets.Row) -> int:
    return int(datetime.fromisoformat(row["created_at"]).timestamp())


def _minutes(seconds: float | None) -> float | None:
    return None if seconds is None else round(seconds / 60, 2)
