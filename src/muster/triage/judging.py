"""Says what a message is: language, kind, how sure, and the words that weighed. Pure, and it decides nothing.

Two things are certain without any learning: a whole message that is a word for “stop”, and nothing else is.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain
from typing import Final

import numpy as np
from numpy.typing import NDArray

from muster.channels.kinds.sms import stops
from muster.triage import examples, features, wording
from muster.triage.kinds import LANGUAGES, Kind
from muster.triage.learning import Lines, draw

# Less sure than this of every kind, it is “other”: a person reads it without our opinion. Under it, two of three
# opinions would be wrong (measured on a quarter of the examples, learnt on the rest).
LEAST: Final = 0.30
# Who names a people or a faith is not against it: less sure than this, it is what comes next.
LEAST_OF_HATE: Final = 0.60
_REASONS: Final = 3
# Languages are far apart.
_LANGUAGE_PASSES: Final = 5


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a message seems to be; ``words`` are the ones that weighed most.

    ``certainty`` is from 0 to 1: of a hundred messages with 0.7, about seventy are what they seem.
    """

    language: str
    kind: Kind
    certainty: float
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Judge:
    """Two sets of lines, one for kinds and one for languages."""

    kinds: Lines
    languages: Lines

    def judge(self, texts: Sequence[str]) -> list[Judgement]:
        """Judge many messages at once, in order."""
        if not texts:
            return []
        said = [wording.plain(text) for text in texts]
        shares, languages = self._shares(said), self.languages.scores(said)
        spoken = [self.languages.labels[place] for place in languages.argmax(axis=1)]
        best, sure = shares.argmax(axis=1), shares.max(axis=1).round(3).tolist()
        kinds = [
            Kind(self.kinds.labels[place]) if certain >= LEAST else Kind.OTHER
            for place, certain in zip(best, sure, strict=True)
        ]
        return [
            Judgement(language, Kind.STOP, 1.0, (text.strip(),))
            if stops.meant(text) == "stop"
            else Judgement(language, kind, certain, words)
            for text, language, kind, certain, words in zip(
                texts, spoken, kinds, sure, self._reasons(said, kinds), strict=True
            )
        ]

    def _shares(self, said: Sequence[str]) -> NDArray[np.float32]:
        shares = self.kinds.shares(said)
        hate = self.kinds.labels.index(Kind.HATE)
        doubted = (shares.argmax(axis=1) == hate) & (shares[:, hate] < LEAST_OF_HATE)
        shares[doubted, hate] = 0
        return shares

    def _reasons(self, said: Sequence[str], kinds: Sequence[Kind]) -> list[tuple[str, ...]]:
        """Return the words that weighed most, for each message.

        All words are weighed at once: message by message takes ten times as long.
        """
        held = [
            [] if kind is Kind.OTHER else wording.words(one)
            for one, kind in zip(said, kinds, strict=True)
        ]
        place = {word: row for row, word in enumerate(dict.fromkeys(chain.from_iterable(held)))}
        if not place:
            return [()] * len(said)
        pulls = self.kinds.pulls(list(place))
        reasons = []
        for words, kind in zip(held, kinds, strict=True):
            column = pulls[[place[word] for word in words], self.kinds.labels.index(kind)]
            order = column.argsort()[::-1][:_REASONS]
            reasons.append(tuple(words[spot] for spot in order if column[spot] > 0))
        return reasons


def taught(corrections: Sequence[tuple[str, str, Kind]] = (), *, weight: float = 3.0) -> Judge:
    """Learn from the examples of the product and what staff said: language, message made plain, kind."""
    own = [(language, wording.plain(text), kind) for language, kind, text in examples.load()]
    languages, said, kinds = zip(*own, *corrections, strict=True)
    counts = [1.0] * len(own) + [weight] * len(corrections)
    # Counted once for both: that takes as long as drawing the lines.
    rows = features.rows(said)
    return Judge(draw(rows, kinds, counts), draw(rows, languages, counts, passes=_LANGUAGE_PASSES))


@cache
def untaught() -> Judge:
    """Return the judge of an organisation that has corrected nothing yet."""
    judge = taught()
    if set(judge.languages.labels) != set(LANGUAGES):
        raise ValueError("The examples do not speak every language.")
    return judge
