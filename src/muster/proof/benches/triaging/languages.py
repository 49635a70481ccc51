"""The judge as it comes with the product, before anybody corrected it, on sentences in three languages."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from muster.proof.benches.triaging import sets
from muster.triage import judging
from muster.triage.kinds import Kind

_FILES: Final = {"it": "italian", "fr": "french", "pl": "polish"}


def measure(folder: Path) -> dict[str, Any]:
    """Return, by language, how many were known for what they speak, and how hate was told apart, untaught."""
    found: dict[str, Any] = {}
    for language, name in _FILES.items():
        rows = sets.read(folder / "abuse" / f"hatecheck_sample_{name}.csv.gz")
        if not rows:
            found[language] = None
            continue
        judged = judging.untaught().judge([row["test_case"] for row in rows])
        hateful = [row["label_gold"] == "hateful" for row in rows]
        taken = [one.kind is Kind.HATE for one in judged]
        found[language] = {
            "language_right": _share([one.language == language for one in judged]),
            "hate_recall_untaught": _share([t for t, h in zip(taken, hateful, strict=True) if h]),
            "not_hate_taken_untaught": _share(
                [t for t, h in zip(taken, hateful, strict=True) if not h]
            ),
        }
    return {"languages": found}


def _share(marks: list[bool]) -> float:
    return round(sum(marks) / len(marks), 4) if marks else 0.0
