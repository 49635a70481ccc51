"""What a person says of how they are ready to help; each call keeps all of one form."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.db import transaction

from muster.audit import actions as audit
from muster.kit.actors import Doer
from muster.people.models import IdentityKey
from muster.volunteering import errors
from muster.volunteering.models import Away, Feed, Free, Readiness
from muster.volunteering.models.readiness import ACCESS, USUAL_HOURS, USUAL_KM, WAYS

MOST_FREE: Final = 21
MOST_AWAY: Final = 20
LONGEST_NOTE: Final = 500


@dataclass(frozen=True, slots=True)
class Ready:
    """What the form says."""

    ways: Sequence[str] = ()
    access: Sequence[str] = ()
    languages: Sequence[str] = ()
    max_km: int = USUAL_KM
    hours_month: int = USUAL_HOURS
    note: str = ""


@transaction.atomic
def keep_readiness(*, key: IdentityKey, told: Ready, by: Doer, at: datetime) -> Readiness:
    """Keep how somebody is ready to help, in place of what they said before by any of their keys."""
    if not set(told.ways) <= set(WAYS):
        raise errors.UnknownChoice("ways")
    if not set(told.access) <= set(ACCESS):
        raise errors.UnknownChoice("access")
    values = {
        "ways": [way for way in WAYS if way in told.ways],
        "access": [one for one in ACCESS if one in told.access],
        "languages": sorted(set(told.languages)),
        "max_km": told.max_km,
        "hours_month": told.hours_month,
        "note": told.note.replace("\x00", "").strip()[:LONGEST_NOTE],
        "updated_at": at,
    }
    Readiness.objects.filter(key__person=key.person_id).exclude(key=key).delete()
    kept, _made = Readiness.objects.update_or_create(key=key, defaults=values)
    audit.record(by=by, verb="readiness.kept", subject=str(kept), at=at)
    return kept


@transaction.atomic
def add_free(
    *, key: IdentityKey, weekday: int, start_minute: int, end_minute: int, by: Doer, at: datetime
) -> Free:
    """Add a time of each week; the same start on the same day is told anew."""
    if not 0 <= weekday <= 6 or not 0 <= start_minute < end_minute <= 1440:
        raise errors.FreeBackwards
    if Free.objects.filter(key__person=key.person_id).count() >= MOST_FREE:
        raise errors.TooMuchFree(MOST_FREE)
    free, _made = Free.objects.update_or_create(
        key=key, weekday=weekday, start_minute=start_minute, defaults={"end_minute": end_minute}
    )
    audit.record(by=by, verb="free.added", subject=str(free), at=at)
    return free


@transaction.atomic
def drop_free(*, free: Free, by: Doer, at: datetime) -> None:
    """Take one back."""
    audit.record(by=by, verb="free.dropped", subject=str(free), at=at)
    free.delete()


@transaction.atomic
def add_away(*, key: IdentityKey, first: date, last: date, by: Doer, at: datetime) -> Away:
    """Say that one is away on these days."""
    if last < first:
        raise errors.AwayBackwards
    if Away.objects.filter(key__person=key.person_id).count() >= MOST_AWAY:
        raise errors.TooMuchFree(MOST_AWAY)
    away = Away.objects.create(key=key, first=first, last=last)
    audit.record(by=by, verb="away.added", subject=str(away), at=at)
    return away


@transaction.atomic
def drop_away(*, away: Away, by: Doer, at: datetime) -> None:
    """Take one back."""
    audit.record(by=by, verb="away.dropped", subject=str(away), at=at)
    away.delete()


@transaction.atomic
def make_calendar(*, key: IdentityKey, by: Doer, at: datetime, anew: bool = False) -> Feed:
    """Give a person a calendar at a secret address; ``anew`` closes the one they had."""
    feed, made = Feed.objects.get_or_create(key=key, defaults={"made_at": at})
    if anew and not made:
        feed.version += 1
        feed.save(update_fields=["version"])
    if made or anew:
        audit.record(by=by, verb="calendar.made", subject=str(feed), at=at)
    return feed
