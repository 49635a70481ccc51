"""Looking around with sample data: asked for on an empty installation, filled by a job, and taken away again."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Final

from django.db import connection, transaction

from muster.accounts.actions.organisation import FIELDS
from muster.accounts.errors import NoRoomForSample, NotASample, NotTyped, StillLoading, may_not
from muster.accounts.models import Organisation, Sample, Staff
from muster.accounts.queries import beside_sample, may_load_sample, organisation
from muster.audit.actions import record
from muster.kit import clock, samples

# After this long without a step a worker has died over it, and it may be taken away.
STUCK: Final = timedelta(minutes=10)
_log = logging.getLogger(__name__)


@transaction.atomic
def ask_for_sample(*, by: Staff) -> None:
    """Note that somebody wants to look around; the caller hands the work to a worker."""
    _one_at_a_time()
    if not by.may("settings.manage"):
        raise may_not()
    if not may_load_sample(by):
        raise NoRoomForSample
    now, row = clock.db_now(), organisation()
    Sample.objects.create(
        pk=1,
        before={name: getattr(row, name) for name in FIELDS},
        asked_by=by.actor,
        asked_at=now,
        changed_at=now,
    )
    record(by=by, verb="sample.asked", subject="organisation:1")


def load_sample() -> None:
    """Fill what was asked for, step by step; a second worker finds nothing to do."""
    taken = Sample.objects.filter(pk=1, state=Sample.State.ASKED).update(
        state=Sample.State.LOADING, changed_at=clock.db_now()
    )
    if not taken:
        return
    try:
        steps = samples.steps()
        for number, step in enumerate(steps, start=1):
            if not _note(step=number, steps=len(steps)):
                return
            step()
    except Exception:  # noqa: BLE001 - whatever it was, the page must say that it broke off
        # What is in by now can be taken away by the same button.
        _log.exception("the sample was broken off")
        _note(state=Sample.State.FAILED)
        return
    _note(state=Sample.State.LOADED)


@transaction.atomic
def drop_sample(*, by: Staff, typed: int | None = None) -> None:
    """Take everything away that is not a real account or a rule of the house. There is no way back.

    Where something was put in beside the sample, ``typed`` must say how much that is.
    """
    if not by.may("settings.manage"):
        raise may_not()
    _one_at_a_time()
    sample = Sample.objects.filter(pk=1).first()
    if sample is None or not organisation().training:
        raise NotASample
    if sample.under_way and clock.db_now() - sample.changed_at < STUCK:
        raise StillLoading
    together = sum(beside_sample(sample).values())
    if together and typed != together:
        raise NotTyped
    with connection.cursor() as cursor:
        # The function looks again by itself, and it alone may empty tables; see “sample_beside”.
        cursor.execute("SELECT accounts_forget_sample_beside()")
    Organisation.objects.filter(pk=1).update(**{name: sample.before[name] for name in FIELDS})
    record(by=by, verb="sample.deleted", subject="organisation:1")


def _note(**changes: object) -> bool:
    return bool(Sample.objects.filter(pk=1).update(changed_at=clock.db_now(), **changes))


def _one_at_a_time() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('accounts:beginning', 0))")
