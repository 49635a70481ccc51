"""Every word for stop of every provider and language, and messages that only hold one."""

from __future__ import annotations

from typing import Any, Final

from muster.channels.kinds.sms import stops
from muster.triage import judging
from muster.triage.kinds import Kind

# Each is a message like any other: whoever wrote it wants to hear from us.
TRAPS: Final = (
    "we have got to STOP this bill",
    "please don't stop",
    "never stop writing to us",
    "does the bus stop near the hall?",
    "stop the closure of our library",
    "I can't stop laughing",
    "we will not quit",
    "when does it end?",
    "the end is near lol",
    "cancel the debt, not the people",
    "non fermatevi, siete grandi",
    "basta con la guerra nel mondo, vi sostengo",
    "dobbiamo fermare questa legge",
    "nie przestawajcie, jesteście super",
    "koniec wojny, o to walczymy",
    "musimy zatrzymać tę ustawę",
    "n'arrêtez pas, c'est formidable",
    "nous devons arrêter cette loi",
    "l'arrêt de bus est où ?",
)
_AS_WRITTEN: Final = ("{}", "{}!", " {} ", "{}.")


def measure() -> dict[str, Any]:
    """Return how many words for stop were missed, and how many traps taken for one."""
    judge = judging.untaught()
    words = [
        shape.format(word.upper() if place % 2 else word)
        for place, word in enumerate(sorted(stops.WORDS["stop"]))
        for shape in _AS_WRITTEN
    ]
    certain = [one.kind is Kind.STOP and one.certainty == 1.0 for one in judge.judge(words)]
    trapped = [one.kind is Kind.STOP and one.certainty == 1.0 for one in judge.judge(list(TRAPS))]
    return {
        "stop_words": len(words), "stop_missed": certain.count(False),
        "stop_traps": len(TRAPS), "stop_false": trapped.count(True),
    }  # fmt: skip
