"""What the house promises and counts by, its teams, and who was told that somebody still waits."""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet

from muster.accounts.models import Staff
from muster.accounts.queries import organisation
from muster.inbox import access, hours, queries
from muster.inbox.models import Conversation, Escalation, Rules, Team
from muster.places import queries as places

SHOWN = 50


def rules() -> Rules:
    """Return the house rules that hold."""
    return Rules.current()


def zone() -> str:
    """Return the zone whose days and hours the house speaks of: of its hours, else the usual one of its country."""
    return str(Rules.current().hours.get("zone") or places.usual_zone(organisation().country))


def calendar() -> tuple[list[str], frozenset[date]]:
    """Return the countries whose holidays the house keeps, and the free days of its own."""
    held = hours.read(Rules.current().hours)
    return (list(held.countries), held.days) if held else ([organisation().country], frozenset())


def teams() -> QuerySet[Team]:
    """Return every team by its name."""
    return Team.objects.order_by("name", "id")


def team_names() -> dict[int, str]:
    """Return the name of every team by its number."""
    return {one.pk: one.name for one in teams()}


def team(number: int) -> Team | None:
    """Return one team, if there is such a one."""
    return Team.objects.filter(pk=number).first()


def escalated(*, by: Staff) -> list[Conversation]:
    """Return those who still wait and of whom ``by`` was told, most pressing first."""
    told = Escalation.objects.filter(told__contains=[by.pk], wait__ended_at=None)
    seen = access.conversations(by=by).filter(
        state=Conversation.State.OPEN, waits__in=told.values("wait")
    )
    whole = seen.select_related("key__person", "assignee").prefetch_related(queries.running())
    ranked = whole.distinct()
    return list(ranked.order_by("-severity", "due_at", "id")[:SHOWN])
