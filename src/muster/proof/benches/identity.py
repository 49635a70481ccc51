"""``muster bench identity``: who may be who, on labelled records and on a million generated ones.

The code is the one the nightly job runs. The labelled sets are no part of Muster; where they are
absent their figures are null.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, Final

from rich.progress import Progress

from muster.people import linking
from muster.proof.benches.identifying import crowd, figures, labelled

WORDS = "finds the records of one person in labelled sets and in a million generated records"
PROVES = ("T10",)
LEAST_AUTO: Final = 0.995
LEAST_F1: Final = {"historical_tenth": 0.80, "fake_1000": 0.90, "febrl_1": 0.98, "febrl_2": 0.98}
TARGET_RECORDS: Final = 1_000_000
TARGET_SECONDS: Final = 60.0
TARGET_MB: Final = 3_072
_CHILD: Final = "from muster.proof.benches import identity; identity.child({records})"


def options(parser: argparse.ArgumentParser) -> None:
    """How large the crowd is."""
    parser.add_argument(
        "--records", type=int, default=TARGET_RECORDS, help="generated records to look through"
    )


def run(options: argparse.Namespace, progress: Progress) -> dict[str, Any]:
    """Every labelled set, then the crowd, in a process of its own so that its memory is its own."""
    step = progress.add_task("identity", total=len(labelled.SETS) + 1)
    found: dict[str, Any] = {}
    for name in labelled.SETS:
        found[name] = measure(name)
        progress.advance(step)
    million = _in_a_child(options.records)
    progress.advance(step)
    return {
        **found,
        "million_seconds": million["seconds"],
        "million_mb": million["mb"],
        "million": {
            name: value for name, value in million.items() if name not in {"seconds", "mb"}
        },
        "records": options.records,
        "seed": crowd.SEED,
        "ok": _is_fine(found, million, options.records),
    }


def measure(name: str) -> figures.Figures | None:
    """The figures of one labelled set, or None where the material is absent."""
    found = labelled.load(name, _folder())
    if found is None:
        return None
    return figures.of(linking.find(linking.table(found.records)), found.truth)


def child(records: int) -> None:
    """Look through a generated crowd and say how long it took and the most memory there ever was."""
    table, truth = crowd.records(records)
    start = time.perf_counter()
    pairs = linking.find(table)
    seconds = time.perf_counter() - start
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    said = {
        "seconds": round(seconds, 1), "mb": round(most), "pairs": len(pairs),
        "grey": sum(one.score < linking.AUTOMATIC for one in pairs), **figures.of(pairs, truth),
    }  # fmt: skip
    sys.stdout.write(json.dumps(said) + "\n")


def _in_a_child(records: int) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-c", _CHILD.format(records=int(records))],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    said: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return said


def _folder() -> Path:
    beside = Path(__file__).resolve().parents[5] / "shared"
    return Path(os.environ.get("MUSTER_SHARED", beside)) / "data" / "linkage"


def _is_fine(found: dict[str, Any], million: dict[str, Any], records: int) -> bool:
    """Never a wrong join by itself, and enough found; time and memory only count at full size."""
    sets = [(LEAST_F1[name], one) for name, one in found.items() if one is not None]
    good = (
        all(one["precision_auto"] >= LEAST_AUTO and one["f1"] >= least for least, one in sets)
        and million["precision_auto"] >= LEAST_AUTO
    )
    full = records >= TARGET_RECORDS
    return good and (
        not full or (million["seconds"] <= TARGET_SECONDS and million["mb"] <= TARGET_MB)
    )
