"""In which steps a broadcast leaves: seeds, a trickling canary, growing waves, the rest (W2).

A plan is a part of the document, so it is approved with it and cannot change afterwards.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from muster.kit import clock

SMALL: Final = 1_000
SMALL_CANARY: Final = 100
LEAST_CANARY: Final = 200
CANARY_SHARE: Final = 0.005
GROWING: Final = (0.05, 0.25)
TRICKLE: Final = 300
# Of what trickles only few may be out at once, so it is cut finely: a tenth, but no crumbs.
PORTIONS: Final = 10
CRUMB: Final = 10
# While something shows more than usual, only so large a part may be out: answers are on their way that count.
WARY: Final = 4
SOAK_MINUTES: Final = {"email": 30, "sms": 10}
FEEDBACK_MINUTES: Final = {"email": 10, "sms": 2}
# In training a minute of the plan passes in a second, so that waves can be watched and learnt.
TRAINING_SOAK: Final = 5
TRAINING_FEEDBACK: Final = 2
TRAINING_MINUTE: Final = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The part of a document that says in which steps it leaves."""

    waves: tuple[int, ...] = ()
    soak_minutes: int = 0
    trickle: int = 0
    feedback_minutes: int = 0
    seeds: bool = False

    @property
    def staged(self) -> bool:
        """Whether anything is waited for on the way."""
        return bool(self.waves or self.seeds)

    def sizes(self, size: int) -> tuple[int, ...]:
        """How many people each wave holds, the rest being the last; they add up to ``size``."""
        return sizes(self.waves, size)

    def parts(self) -> dict[str, Any]:
        """The parts of a document body, by name."""
        return {
            "waves": self.waves,
            "soak_minutes": self.soak_minutes,
            "trickle": self.trickle,
            "feedback_minutes": self.feedback_minutes,
            "seeds": self.seeds,
        }


def default_plan(size: int, channel: str, mode: str) -> Plan:
    """W2: up to a thousand people seeds → 100 → rest; above, a canary, 5 %, 25 % and the rest."""
    training = mode == "training"
    waves = _waves(size)
    return Plan(
        waves=waves,
        soak_minutes=TRAINING_SOAK if training else SOAK_MINUTES[channel],
        trickle=min(TRICKLE, waves[0]) if waves else 0,
        feedback_minutes=TRAINING_FEEDBACK if training else FEEDBACK_MINUTES[channel],
        seeds=True,
    )


def all_at_once() -> Plan:
    """No seeds, no waves, no waiting: evidence still halts it, but nothing holds it back."""
    return Plan()


def sizes(waves: tuple[int, ...], size: int) -> tuple[int, ...]:
    """How many people of ``size`` each wave holds when the rest is the last one."""
    found, left = [], size
    for one in waves:
        taken = min(one, left)
        if taken:
            found.append(taken)
        left -= taken
    return (*found, left) if left or not found else tuple(found)


def portion(trickle: int) -> int:
    """How many people of a first wave leave together."""
    return max(min(CRUMB, trickle), trickle // PORTIONS)


def pace(trickle: int, *, wary: bool) -> int:
    """How many of a first wave may be out now beyond those whose time to answer is over (W2).

    A slip shows long before it is proved. Whoever gets the message while those who have it are still writing
    back gets it for nothing, so from the first sign on fewer are let out; a healthy send rarely loses a minute.
    """
    return max(trickle // WARY, portion(trickle)) if wary else trickle


def seconds(minutes: int, mode: str) -> int:
    """How long so many minutes of a plan last."""
    return round(minutes * (TRAINING_MINUTE if mode == "training" else clock.story_minute()))


def _waves(size: int) -> tuple[int, ...]:
    if size <= SMALL_CANARY:
        return ()
    if size <= SMALL:
        return (SMALL_CANARY,)
    found = [max(LEAST_CANARY, round(size * CANARY_SHARE))]
    for share in GROWING:
        # A wave is never smaller than the one before it.
        found.append(max(found[-1], round(size * share)))
    return tuple(found)
