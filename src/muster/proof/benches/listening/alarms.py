"""The alarm on published counts: brands and a city with labelled days, and crises whose onset is known.

Strictly causal: each hour is judged by what lay before it, by the code that judges topics. An alarm’s time is the
end of its bucket. The material is no part of Muster; where it is absent there are no figures.
"""

from __future__ import annotations

import csv
import gzip
import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Any, Final

import numpy as np

from muster.listening import storms
from muster.listening.normal import DAY, HOUR, WEEK, Series

_MONTH: Final = 30 * DAY
_SOON: Final = HOUR


@dataclass(frozen=True, slots=True)
class _Labelled:
    """One series, and the windows in which somebody says that something was the matter, with its instant."""

    series: Series
    windows: Sequence[tuple[float, float, float]]

    @property
    def weeks(self) -> float:
        """How long it is."""
        return len(self.series.values) * self.series.step / WEEK


@dataclass(slots=True)
class _Tally:
    """What came of some series."""

    windows: int = 0
    false: int = 0
    weeks: float = 0.0
    delays: list[float] = field(default_factory=list)

    def add(self, one: _Labelled) -> None:
        """Walk it as it came in."""
        rung = alarms(one.series)
        self.windows += len(one.windows)
        self.weeks += one.weeks
        for begins, ends, instant in one.windows:
            inside = [at for at in rung if begins <= at <= ends]
            if inside:
                # Early is no faster than at once.
                self.delays.append(max(0.0, inside[0] - instant))
        self.false += sum(not any(b <= at <= e for b, e, _i in one.windows) for at in rung)


def measure(shared: Path | None) -> dict[str, Any] | None:
    """Return the figures, or None where the material is absent."""
    folder = shared / "data" / "crisis" if shared else None
    if folder is None or not (folder / "nab_labels.json").exists():
        return None
    brands, city = _Tally(), _Tally()
    for one in _labelled(folder, "nab_mentions_*.csv.gz"):
        brands.add(one)
    for one in _labelled(folder, "nab_weekly_rhythm_*.csv.gz"):
        city.add(one)
    return {
        "nab_hit": len(brands.delays),
        "nab_windows": brands.windows,
        "nab_false_per_week": round(brands.false / brands.weeks, 2),
        "nab_delay_median_min": round(median(brands.delays) / 60, 1) if brands.delays else None,
        "taxi_false_per_month": round(city.false / (city.weeks * WEEK / _MONTH), 2),
        **_crises(folder),
    }


def alarms(series: Series) -> list[float]:
    """Return when alarms rise over a series, as they would have risen."""
    begins = storms.begins(storms.walk(series), series.step)
    return [float(series.start + (at + 1) * series.step) for at in begins]


def _labelled(folder: Path, pattern: str) -> Iterator[_Labelled]:
    told = json.loads((folder / "nab_labels.json").read_text())
    for path in sorted(folder.glob(pattern)):
        name = path.name.removesuffix(".csv.gz").rpartition("_")[2]
        key = next(one for one in told["windows"] if f"_{name}.csv" in one)
        instants = [_seconds(one) for one in told["labels"][key]]
        windows = []
        for window in told["windows"][key]:
            begins, ends = (_seconds(one) for one in window)
            inside = [one for one in instants if begins <= one <= ends]
            windows.append((begins, ends, inside[0] if inside else begins))
        yield _Labelled(_series(_rows(path)), windows)


def _rows(path: Path) -> list[tuple[float, float]]:
    with gzip.open(path, "rt") as lines:
        return [(_seconds(one["timestamp"]), float(one["value"])) for one in csv.DictReader(lines)]


def _series(rows: Sequence[tuple[float, float]], *, missing: float = np.nan) -> Series:
    """Steps as far apart as the nearest two rows; a step without a row is ``missing``."""
    times = [at for at, _value in rows]
    step = int(min(np.diff(times)))
    values = np.full(int((times[-1] - times[0]) // step) + 1, missing)
    for at, value in rows:
        values[int((at - times[0]) // step)] = value
    return Series(int(times[0]), step, values)


def _crises(folder: Path) -> dict[str, int]:
    """How many crises are found within the hour, and how many alarms rose before one began."""
    onsets: dict[str, float] = {}
    rows: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for path in sorted(folder.glob("crisislex_*_onsets.csv")):
        with path.open() as lines:
            onsets |= {one[0]: _seconds(one[1]) for one in list(csv.reader(lines))[1:]}
    for path in sorted(folder.glob("crisislex_*_15min.csv.gz")):
        with gzip.open(path, "rt") as lines:
            for name, at, posts in list(csv.reader(lines))[1:]:
                rows[name].append((_seconds(at), float(posts)))
    within = before = 0
    for name, onset in onsets.items():
        # Collected by search: a quarter of an hour without a row is one in which nothing was said.
        rung = alarms(_series(rows[name], missing=0.0))
        before += sum(at <= onset for at in rung)
        within += any(onset < at <= onset + _SOON for at in rung)
    return {"crises_within_60": within, "alarms_before_onset": before}


def _seconds(text: str) -> float:
    at = datetime.fromisoformat(text)
    return (at if at.tzinfo else at.replace(tzinfo=UTC)).timestamp()
