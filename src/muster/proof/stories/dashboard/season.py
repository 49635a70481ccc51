"""The league of the teams: what its worker does every two minutes, done when the story’s clock asks for it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from muster.audit.models import Entry
from muster.kit import clock
from muster.proof.stories.dashboard.weeks import Weeks
from muster.rivalry import actions
from muster.rivalry.models import Card, League, Place, Score


def turn(calendar: Weeks, moment: datetime) -> None:
    """Be at that moment: count what is new, close the week that is over, open the one that begins."""
    calendar.be(moment)
    turn_now()


def turn_now() -> None:
    """The same at whatever moment it is."""
    actions.follow(at=clock.now())


def figures() -> dict[str, Any]:
    """What six weeks of it came to."""
    closed = League.objects.exclude(closed_at=None)
    return {
        "weeks": closed.values("week").distinct().count(),
        "leagues": closed.count(),
        "promotions": Place.objects.filter(moved=Place.Moved.UP).count(),
        "best_told": Card.objects.filter(league__in=closed).count(),
        "deeds_counted": sum(Score.objects.values_list("active", flat=True)),
        "promotions_audited": Entry.objects.filter(verb="league.promoted").count(),
    }
