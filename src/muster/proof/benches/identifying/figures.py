"""What a set of pairs is worth, against the truth."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from muster.people import linking

Figures = dict[str, float]


def of(pairs: Sequence[linking.Pair], truth: Sequence[object]) -> Figures:
    """Precision and recall of the records that hang together once every likely pair is joined.

    ``precision_auto`` is of those a machine may join by itself, joined likewise: one wrong pair that
    hangs two families together counts with all the pairs it makes.
    """
    likely = [(one.one, one.other) for one in pairs if one.score >= linking.LIKELY]
    itself = [(one.one, one.other) for one in pairs if linking.may_join_itself(one)]
    precision, recall = _measured(likely, truth)
    both = precision + recall
    return {
        "precision_auto": round(_measured(itself, truth)[0], 4),
        "precision": round(precision, 4),
        "recall": round(recall, 4),
        "f1": round(2 * precision * recall / both if both else 0.0, 4),
    }


def _measured(pairs: Iterable[tuple[int, int]], truth: Sequence[object]) -> tuple[float, float]:
    groups = linking.group(pairs)
    made = _pairs(Counter(groups.values()))
    right = _pairs(Counter((root, truth[number]) for number, root in groups.items()))
    real = _pairs(Counter(truth))
    return (right / made if made else 1.0, right / real if real else 1.0)


def _pairs(sizes: Counter[object]) -> int:
    return sum(size * (size - 1) // 2 for size in sizes.values())
