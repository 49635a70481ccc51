"""Says what a group wants to have done in a week."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from django.db import transaction

from muster.audit import actions as audit
from muster.groups import leading_errors as errors
from muster.groups import numbers
from muster.groups.leading import Lead
from muster.groups.models import Aim, Group
from muster.kit.actors import Doer


@transaction.atomic
def set_aims(
    *, group: Group, week: date, aims: Mapping[str, str], by: Doer, at: datetime
) -> dict[str, int]:
    """Keep the aims of a week; an empty one is none. Returns those that hold."""
    if isinstance(by, Lead):
        by.needs("aims")
    monday = week - timedelta(days=week.weekday())
    wanted = {what: _number(aims.get(what, ""), what) for what in numbers.WORDS}
    Group.objects.select_for_update().get(pk=group.pk)
    Aim.objects.filter(group=group, week=monday).delete()
    holds = {what: number for what, number in wanted.items() if number}
    Aim.objects.bulk_create(
        Aim(group=group, week=monday, what=what, number=number, set_by=by.actor)
        for what, number in holds.items()
    )
    audit.record(
        by=by, verb="aims.set", subject=str(group), at=at, week=monday.isoformat(), **holds
    )
    return holds


def _number(told: str, what: str) -> int:
    words = told.strip()
    if not words:
        return 0
    if not (
        words.isascii() and words.isdecimal() and int(words[:9]) <= numbers.MOST and len(words) < 9
    ):
        raise errors.NotAnAim(what)
    return int(words)
