"""Begins and ends seasons. What a deed is worth is written down at the start and holds for the whole season."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.db import transaction

from muster.accounts.models import Staff
from muster.accounts.queries import organisation
from muster.audit import actions as audit
from muster.kit.actors import Doer
from muster.places.queries import usual_zone
from muster.rivalry import errors
from muster.rivalry.actions import recounts
from muster.rivalry.models import Experiment, League, Rule, Season


@dataclass(frozen=True, slots=True)
class Worth:
    """What one kind of fact is worth to a team."""

    kind: str
    points: int
    cap: int


# A gift counts once a week whatever its amount, so that money buys no place.
USUAL: Final = (
    Worth("shift.done", 10, 3),
    Worth("call.logged", 5, 2),
    Worth("gift.received", 5, 1),
    Worth("group.joined", 5, 1),
    Worth("link.relayed", 5, 3),
    Worth("post.made", 1, 3),
)


@transaction.atomic
def begin_season(
    *, first: date, weeks: int, rules: Sequence[Worth] = USUAL, by: Staff, at: datetime
) -> Season:
    """Begin a season on a Monday. It is counted within minutes, with the five weeks before it."""
    if Season.objects.select_for_update().filter(ended_at=None).exists():
        raise errors.SeasonRuns
    if first.weekday():
        raise errors.NotAMonday
    if not rules:
        raise errors.NoRules
    made = Season.objects.create(
        first=first, weeks=weeks, zone=usual_zone(organisation().country), made_at=at,
        joins_seen_at=at,
    )  # fmt: skip
    Rule.objects.bulk_create(
        Rule(season=made, kind=one.kind, points=one.points, cap=_cap(one)) for one in rules
    )
    recounts.ask(season=made, why="asked", by=by, at=at)
    audit.record(
        by=by, verb="season.begun", subject=str(made), at=at, first=first.isoformat(), weeks=weeks
    )
    return made


@transaction.atomic
def end_season(*, season: Season, by: Doer, at: datetime) -> Season:
    """End it. Leagues that are still open are not told any more; an experiment ends with it."""
    held = Season.objects.select_for_update().get(pk=season.pk)
    if held.ended_at is not None:
        raise errors.NoSeason
    held.ended_at = at
    held.save(update_fields=["ended_at"])
    League.objects.filter(season=held, closed_at=None).delete()
    Experiment.objects.filter(season=held, ended_at=None).update(ended_at=at)
    held.recounts.filter(done_at=None).update(done_at=at)
    audit.record(by=by, verb="season.ended", subject=str(held), at=at)
    return held


def _cap(worth: Worth) -> int:
    """A gift counts once a week, whatever anybody wishes."""
    return 1 if worth.kind in {"gift.received", "group.joined"} else worth.cap
