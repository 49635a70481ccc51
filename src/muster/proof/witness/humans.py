"""What people answer to a text message that was not meant for them, in four kinds, and when.

The shares are those of a slip, not of a good campaign: most ask who writes, few are rude. STOP is apart,
since it is an instruction and no conversation.
"""

from __future__ import annotations

import math
from statistics import NormalDist
from typing import Final

from muster.proof.witness.manners import Manners, luck

STOP: Final = "stop"
# kind, share among human replies, what they write
KINDS: Final = (
    ("question", 0.45, ("Who is this?", "what is this about", "How did you get my number?",
                        "Is this for me? I don't live there", "Sorry, which Saturday?")),
    ("wrong", 0.25, ("Wrong number", "I think you have the wrong person",
                     "My name is not Dana", "I never signed up for that place")),
    ("complaint", 0.20, ("Why are you texting me this at all", "This is annoying, please sort it out",
                         "I get too many of these", "Your list is broken")),
    ("hate", 0.10, ("get lost you clowns", "you people are the worst", "drop dead, idiots")),
)  # fmt: skip
STOPS: Final = ("STOP", "Stop", "stop", "STOP.", "stopp", "Unsubscribe")
_SPREAD: Final = 0.9  # how far people differ, as the standard deviation of the logarithm


def answer(manners: Manners, who: str) -> tuple[str, str] | None:
    """The kind and the words of what ``who`` answers; None from almost everybody."""
    if who == manners.replier:
        return KINDS[0][0], KINDS[0][2][0]
    if who == manners.stopper or manners.strikes(manners.stops, "stop", who):
        return STOP, STOPS[int(luck(manners.seed, "stop words", who) * len(STOPS))]
    if not manners.strikes(manners.replies, "reply", who):
        return None
    place = luck(manners.seed, "kind", who)
    for kind, share, words in KINDS:
        if place < share or kind == KINDS[-1][0]:
            return kind, words[int(luck(manners.seed, "words", who) * len(words))]
        place -= share
    return None


def delay(manners: Manners, who: str) -> float:
    """Real seconds until ``who`` answers: log-normal around the median, at the pace of the story."""
    place = min(max(luck(manners.seed, "delay", who), 1e-6), 1 - 1e-6)
    return manners.reply_delay * math.exp(_SPREAD * NormalDist().inv_cdf(place)) / manners.pace
