"""How much a conversation presses, from 0 to 3, and why. Pure: what is known of its writer goes in, words come out.

It looks at who hears of it, how often and how long they have gone unanswered, and what it is. It never looks at
what somebody gave or does for us.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

# As many followers make one point, two, three.
REACH: Final = (1_000, 10_000, 100_000)
# As many contacts without an answer.
CONTACTS: Final = (2, 3)
# So long without one.
SILENCE: Final = (timedelta(days=1), timedelta(days=3))
# So many points for each level.
LEVELS: Final = (2, 3, 5)
FACTORS: Final = (1.0, 0.5, 0.25, 0.125)


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known of whoever waits, over every channel. ``claimed`` of the ``contacts`` only say it is them."""

    followers: int | None = None
    contacts: int = 1
    claimed: int = 0
    oldest: datetime | None = None
    complaint: bool = False
    public: bool = False


@dataclass(frozen=True, slots=True)
class Judgement:
    """How much it presses; ``why`` names each reason with its number, as a row keeps them."""

    level: int
    why: list[list[Any]]


def judge(evidence: Evidence, *, now: datetime) -> Judgement:
    """Weigh the evidence; nothing known is an ordinary message."""
    silence = now - evidence.oldest if evidence.oldest else timedelta()
    points = {
        "reach": sum((evidence.followers or 0) >= one for one in REACH),
        "contacts": sum(evidence.contacts >= one for one in CONTACTS),
        "silence": sum(silence >= one for one in SILENCE),
        "complaint": int(evidence.complaint),
        "public": int(evidence.public),
    }
    total = sum(points.values())
    told: dict[str, list[int | None]] = {
        "reach": [evidence.followers],
        "contacts": [evidence.contacts, evidence.claimed],
        "silence": [silence.days],
    }
    why = [[name, *told.get(name, [])] for name, many in points.items() if many]
    return Judgement(sum(total >= one for one in LEVELS), why)


def changes_at(oldest: datetime, *, now: datetime) -> datetime | None:
    """Return when silence alone will weigh more than it does now."""
    return min((oldest + one for one in SILENCE if oldest + one > now), default=None)


def in_words(why: list[list[Any]]) -> list[str]:
    """Say the reasons, each in a phrase."""
    return [words for one in why if (words := _phrase(*one))]


def _phrase(name: str, *told: int) -> str:
    if name == "reach":
        words = ngettext("%(n)s follower", "%(n)s followers", told[0])
        return words % {"n": f"{told[0]:,}"}
    if name == "contacts":
        contacts, claimed = (*told, 0)[:2]
        words = ngettext("%(n)s contact unanswered", "%(n)s contacts unanswered", contacts)
        said = words % {"n": contacts}
        return f"{said} ({_('not all proved')})" if claimed else said
    if name == "silence":
        words = ngettext("silent for %(n)s day", "silent for %(n)s days", told[0])
        return words % {"n": told[0]}
    return {"complaint": _("a complaint"), "public": _("in public")}.get(name, "")


def level_in_words(level: int) -> str:
    """Say how much it presses."""
    return (_("Ordinary"), _("Presses"), _("Presses hard"), _("Alarm"))[level]
