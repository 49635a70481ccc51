"""Choosing how long things are kept, and letting go of them once a night, in batches that block nobody."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from muster.accounts import retention
from muster.accounts.errors import may_not
from muster.accounts.models import KeptFor, LetGo, Staff
from muster.audit.actions import record
from muster.kit import actors, clock
from muster.kit.errors import Refused
from muster.kit.retention import Holding, holdings

SUBJECT: Final = "retention:1"
# More waits for the next night: a day of work goes before old rows do.
MOST_BATCHES: Final = 200
_BY: Final = actors.system("housekeeping")


class NotAPeriod(Refused):
    """No such class, or a period that is too short to be of use or too long to be right."""


@transaction.atomic
def set_periods(*, days: Mapping[str, int], by: Staff) -> list[str]:
    """Keep these classes for so many days from the next night on; returns the names of those that changed.

    Doors ask for it through ``approvals`` (A12): what is deleted too early never comes back.
    """
    if not by.may("settings.manage"):
        raise may_not()
    held = retention.periods()
    changed = {name: many for name, many in days.items() if held.get(name) != many}
    for name, many in sorted(changed.items()):
        _check(name, many)
        KeptFor.objects.update_or_create(
            name=name, defaults={"days": many, "set_at": clock.db_now(), "set_by": by.actor}
        )
    if changed:
        record(by=by, verb="retention.set", subject=SUBJECT, days=changed)
    return sorted(changed)


def let_go(*, at: datetime, most_batches: int = MOST_BATCHES) -> dict[str, int]:
    """Delete what was kept for as long as we said; returns how many of each class went."""
    gone = {}
    for name, days in retention.periods().items():
        one = holdings()[name]
        if days is not None:
            gone[name] = _class(one, days, at, most_batches)
    return gone


def _class(one: Holding, days: int, at: datetime, most_batches: int) -> int:
    before, total, more = at - timedelta(days=days), 0, False
    if not one.own_job:
        for batch in range(most_batches + 1):
            more = batch == most_batches
            went = 0 if more else _batch(one, before)
            total += went
            if not went:
                break
    next_on, next_count = retention.falls_due(one, days, at=at)
    LetGo.objects.update_or_create(
        name=one.name,
        defaults={
            "at": at, "gone": total, "more": more and retention.count(one, before) > 0,
            "next_on": next_on, "next_count": next_count,
        },
    )  # fmt: skip
    return total


@transaction.atomic
def _batch(one: Holding, before: datetime) -> int:
    """One batch with its line in the log, so that nothing ever goes unsaid."""
    went = one.ageing.drop(before, one.batch) if one.ageing else _rows(one, before)
    if went:
        record(by=_BY, verb="retention.let-go", subject=SUBJECT, holding=one.name, count=went)
    return went


def _rows(one: Holding, before: datetime) -> int:
    if one.rows is None:
        return 0
    old = one.rows().filter(**{f"{one.column}__lt": before}).order_by(one.column, "pk")
    numbers = list(old.values_list("pk", flat=True)[: one.batch])
    one.rows().filter(pk__in=numbers).delete()
    return len(numbers)


def _check(name: str, days: int) -> None:
    one = holdings().get(name)
    if one is None or not one.chosen:
        raise NotAPeriod(_("This is not kept by a period of your choice."), field=name)
    if not one.least <= days <= one.most:
        words = _("Choose between %(least)s and %(most)s days.")
        raise NotAPeriod(words % {"least": one.least, "most": one.most}, field=name)
