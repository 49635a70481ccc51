"""Hate against what is only offensive. Where the line lies is chosen on posts that are not measured."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any, Final

import numpy as np

from muster.proof.benches.triaging import sets
from muster.triage import wording
from muster.triage.learning import Example, learn

_LABELS: Final = {"0": "hate", "1": "offensive", "2": "neither"}
# Chosen a little below what is allowed, since the posts it is chosen on are not those it is measured on.
_ALLOWED: Final = 0.085


def measure(folder: Path, seed: int) -> dict[str, Any]:
    """Return the share of hate found, and the shares of the two other kinds that went with it."""
    rows = sets.read(folder / "abuse" / "davidson_labeled_data.csv.gz")
    if not rows:
        return dict.fromkeys(("hate_recall", "offensive_to_hate", "neither_to_hate"))
    random.Random(seed).shuffle(rows)
    posts = [(wording.plain(row["tweet"]), _LABELS[row["class"]]) for row in rows]
    learnt, chosen, measured = (
        posts[: len(posts) // 2],
        posts[len(posts) // 2 : -len(posts) // 4],
        posts[-len(posts) // 4 :],
    )
    lines = learn([Example(said, "hate" if label == "hate" else "other") for said, label in learnt])

    def reached(part: list[tuple[str, str]], label: str) -> Any:
        return lines.scores([said for said, one in part if one == label])[
            :, lines.labels.index("hate")
        ]

    line = float(np.quantile(reached(chosen, "offensive"), 1 - _ALLOWED))
    shares = {label: float((reached(measured, label) > line).mean()) for label in _LABELS.values()}
    return {
        "hate_recall": round(shares["hate"], 4),
        "offensive_to_hate": round(shares["offensive"], 4),
        "neither_to_hate": round(shares["neither"], 4),
    }
