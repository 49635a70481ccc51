"""Keeps the season up to date: marks the hour, counts what is new, counts anew where the past changed, turns the week.

Safe to run twice and at any time. Joins of two records, imports that were taken back and erasures change the
past, so they ask for a whole count; one more each night finds whatever else did.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import Q

from muster.kit.actors import system
from muster.people.models import MergeEdge
from muster.rivalry.actions import closing, counting, recounts
from muster.rivalry.models import Recount, Season
from muster.sources.models import Import

# Joins come in crowds; one whole count serves many.
PATIENCE: Final = timedelta(minutes=15)
DAILY: Final = timedelta(days=1)


def follow(*, at: datetime) -> int:
    """Bring the open season up to now. Returns how many facts were read."""
    counting.mark(at=at)
    season = Season.objects.filter(ended_at=None).first()
    if season is None:
        return 0
    _look_back(season, at)
    _recount(season, at)
    read = 0
    while some := counting.count_new(season=season):
        read += some
    closing.turn(season=season, at=at)
    return read


def _look_back(season: Season, at: datetime) -> None:
    """Ask for a whole count where something changed what had been counted."""
    since = season.joins_seen_at
    joined = MergeEdge.objects.filter(Q(at__gt=since) | Q(undone_at__gt=since))
    last = Recount.objects.filter(season=season).exclude(done_at=None).order_by("-done_at").first()
    new_week = last is not None and season.monday(last.done_at or at) < season.monday(at)
    rested = last is None or last.done_at is None or at - last.done_at >= PATIENCE
    if new_week:
        recounts.ask(season=season, why="week", by=system("rivalry"), at=at)
    elif rested and joined.exists():
        recounts.ask(season=season, why="joined", by=system("rivalry"), at=at)
    elif rested and Import.objects.filter(undone_at__gt=since).exists():
        recounts.ask(season=season, why="taken", by=system("rivalry"), at=at)
    elif last is None or last.done_at is None or at - last.done_at >= DAILY:
        recounts.ask(season=season, why="daily", by=system("rivalry"), at=at)


@transaction.atomic
def _recount(season: Season, at: datetime) -> None:
    asked = list(Recount.objects.select_for_update().filter(season=season, done_at=None))
    if not asked:
        return
    held = counting.count_season(season=season, at=at)
    held.joins_seen_at = max(at, held.joins_seen_at)
    held.save(update_fields=["joins_seen_at"])
    Recount.objects.filter(pk__in=[one.pk for one in asked]).update(done_at=at)
