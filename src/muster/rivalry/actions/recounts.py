"""Asks for a whole count of a season, and does what was asked: once, however often it was asked."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from muster.kit.actors import Doer
from muster.rivalry.models import Recount, Season

WHYS = ("asked", "erased", "joined", "daily", "week", "taken", "corrected")


@transaction.atomic
def ask(*, season: Season, why: str, by: Doer, at: datetime) -> None:
    """Ask for it; a worker does it within minutes."""
    if not Recount.objects.filter(season=season, done_at=None).exists():
        Recount.objects.create(season=season, why=why, asked_at=at, by=by.actor)
