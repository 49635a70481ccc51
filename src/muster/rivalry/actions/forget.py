"""Forgets a person: who they brought and who brought them goes, and the season is counted anew."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Q

from muster.kit import clock
from muster.kit.actors import system
from muster.people.models import Person
from muster.rivalry.actions import recounts
from muster.rivalry.models import Relay, Season


@transaction.atomic
def forget(person: Person) -> None:
    """Let go of a person. What their team did stays as a sum that names nobody."""
    Relay.objects.filter(Q(key__person=person) | Q(brought__person=person)).delete()
    season = Season.objects.filter(ended_at=None).first()
    if season is not None:
        recounts.ask(season=season, why="erased", by=system("rivalry"), at=clock.now())
