"""Learns from examples, all at once: one straight line for each kind. The same examples give the same lines."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.linear_model import SGDClassifier

from muster.triage import features

_PASSES: Final = 20
_SEED: Final = 4711
_RESTRAINT: Final = 3e-5


@dataclass(frozen=True, slots=True)
class Example:
    """One message made plain, and what it is. What staff said weighs more than what came with the product."""

    said: str
    label: str
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Lines:
    """For each label a weight for each column of a row, and where its line begins."""

    labels: tuple[str, ...]
    weights: NDArray[np.float32]  # columns × labels
    start: NDArray[np.float32]  # labels

    def scores(self, said: Sequence[str]) -> NDArray[np.float32]:
        """Return messages × labels: how far on the side of each label, 0 being even odds."""
        reached: NDArray[np.float32] = features.rows(said) @ self.weights + self.start
        return reached

    def shares(self, said: Sequence[str]) -> NDArray[np.float32]:
        """Return messages × labels, each from 0 to 1 and together 1: a message is of one label."""
        return _shares(self.scores(said))

    def pulls(self, words: Sequence[str]) -> NDArray[np.float32]:
        """Return words × labels: how strongly each word by itself pulls towards it; below 0 it pulls away."""
        pulled: NDArray[np.float32] = features.rows(words) @ self.weights
        return pulled


def learn(
    examples: Sequence[Example], *, restraint: float = _RESTRAINT, passes: int = _PASSES
) -> Lines:
    """Draw the lines. Raises ValueError with fewer than two labels among the examples."""
    rows = features.rows([one.said for one in examples])
    given, weight = [one.label for one in examples], [one.weight for one in examples]
    return draw(rows, given, weight, restraint=restraint, passes=passes)


def draw(
    rows: csr_matrix,
    given: Sequence[str],
    weight: Sequence[float],
    *,
    restraint: float = _RESTRAINT,
    passes: int = _PASSES,
) -> Lines:
    """Draw the lines between rows that are counted already: a label and a weight for each. Raises as ``learn`` does."""
    labels = tuple(sorted(set(given)))
    if len(labels) < 2:
        raise ValueError("There is nothing to tell apart: examples of two labels are needed.")
    # Most columns are empty; without them a line is drawn in half the time, and is the same line.
    filled = np.unique(rows.indices)
    rows = rows[:, filled]
    told, counts = np.array(given), np.array(weight)
    weights = np.zeros((features.BOTH, len(labels)), dtype=np.float32)
    start = np.zeros(len(labels), dtype=np.float32)
    for column, label in enumerate(labels):
        line = SGDClassifier(
            loss="log_loss", alpha=restraint, max_iter=passes, tol=None, average=True, random_state=_SEED
        )  # fmt: skip
        line.fit(rows, told == label, sample_weight=counts)
        weights[filled, column] = line.coef_[0]
        start[column] = line.intercept_[0]
    return Lines(labels, weights, start)


def _shares(scores: NDArray[np.float32]) -> NDArray[np.float32]:
    raised = np.exp(scores - scores.max(axis=1, keepdims=True))
    shares: NDArray[np.float32] = raised / raised.sum(axis=1, keepdims=True)
    return shares
