"""Which posts need an answer: learnt on the earlier ones, measured on the later ones."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import numpy as np
from sklearn.metrics import precision_recall_curve

from muster.proof.benches.triaging import sets
from muster.triage import wording
from muster.triage.learning import Example, learn

PRECISION: Final = 0.90
_EARLIER: Final = 0.7


def measure(folder: Path) -> dict[str, Any]:
    """Return how many of the posts that complain are found, at the precision asked for."""
    rows = sets.read(folder / "complaints" / "airline_first60.csv.gz")
    if not rows:
        return {"recall_at_p90": None, "posts": 0}
    rows.sort(key=lambda row: row["tweet_created"])
    examples = [
        Example(
            wording.plain(row["text"]),
            "waits" if row["airline_sentiment"] == "negative" else "rests",
        )
        for row in rows
    ]
    cut = int(len(examples) * _EARLIER)
    lines = learn(examples[:cut])
    later = examples[cut:]
    scores = lines.scores([one.said for one in later])[:, lines.labels.index("waits")]
    precise, found, _at = precision_recall_curve(
        np.array([one.label == "waits" for one in later]), scores
    )
    return {
        "recall_at_p90": round(float(found[precise >= PRECISION].max()), 4),
        "posts": len(later),
    }
