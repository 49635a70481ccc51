"""Says what a message is: language, kind, how sure, and the words that weighed. Pure, and it decides nothing.

Two things are certain without any learning: a whole message that is a word for “stop”, and nothing else is.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from muster.channels.kinds.sms import stops
from muster.triage import examples, wording
from muster.triage.kinds import LANGUAGES, Kind
from muster.triage.learning import Example, Lines, learn

# Less sure than this of every kind, it is “other”: a person reads it without our opinion.
LEAST: Final = 0.35
_REASONS: Final = 3


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a message seems to be. ``certainty`` is from 0 to 1; ``words`` are the ones that weighed most."""

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
        kinds, languages = self.kinds.odds(said), self.languages.scores(said)
        found = []
        for text, plain, odds, spoken in zip(texts, said, kinds, languages, strict=True):
            language = self.languages.labels[int(spoken.argmax())]
            if stops.meant(text) == "stop":
                found.append(Judgement(language, Kind.STOP, 1.0, (text.strip(),)))
                continue
            best = int(odds.argmax())
            kind, sure = Kind(self.kinds.labels[best]), float(odds[best])
            if sure < LEAST:
                kind = Kind.OTHER
            found.append(Judgement(language, kind, round(sure, 3), self._reasons(plain, kind)))
        return found

    def _reasons(self, said: str, kind: Kind) -> tuple[str, ...]:
        words = wording.words(said)
        if not words or kind is Kind.OTHER:
            return ()
        pulls = self.kinds.pull(words, kind)
        order = pulls.argsort()[::-1][:_REASONS]
        return tuple(words[place] for place in order if pulls[place] > 0)


def taught(corrections: Sequence[tuple[str, str, Kind]] = (), *, weight: float = 3.0) -> Judge:
    """Learn from the examples of the product and what staff said: language, message made plain, kind."""
    own = [(language, wording.plain(text), kind) for language, kind, text in examples.load()]
    everything = [(*one, 1.0) for one in own] + [(*one, weight) for one in corrections]
    return Judge(
        learn([Example(said, kind, counts) for _language, said, kind, counts in everything]),
        learn([Example(said, language, counts) for language, said, _kind, counts in everything]),
    )


@cache
def untaught() -> Judge:
    """Return the judge of an organisation that has corrected nothing yet."""
    judge = taught()
    if set(judge.languages.labels) != set(LANGUAGES):
        raise ValueError("The examples do not speak every language.")
    return judge
