"""Letting go by itself what was approved and is due: under the same checks, once, or not at all.

A start that is refused is written down with its reason and left to people; it is not tried again.
"""

from __future__ import annotations

import logging
from datetime import datetime
from typing import Final

from django.db import transaction

from muster.audit import actions as audit
from muster.broadcasts import letters, queries, timing, waiting
from muster.broadcasts.actions.sending import let_go
from muster.broadcasts.errors import NotApprovedInTime, StartIsOver
from muster.broadcasts.models import Broadcast, MissedStart, Submission
from muster.delivery import documents
from muster.kit import actors, clock
from muster.kit.actors import Doer
from muster.kit.errors import NotFound, Refused
from muster.kit.faults import fault

# A row that cannot be read or decided on; whatever else goes wrong ends the whole tick.
_STUMBLES: Final = (Refused, NotFound, LookupError, TypeError, ValueError)
_LOG = logging.getLogger(__name__)
BY: Final = actors.system("schedule")


def release_due(now: datetime | None = None) -> int:
    """Let go everything approved whose time has come; tells how many that were.

    One that stumbles keeps none of the others from its time; the last such error is raised at the end.
    """
    at, went, stumbled = now or clock.now(), 0, None
    for broadcast_id in queries.may_be_due(at):
        try:
            went += _start(broadcast_id, at)
        except _STUMBLES as error:  # not of the database: its connection may be gone
            _LOG.exception(
                "broadcast %s could not be started and will be tried again", broadcast_id
            )
            stumbled = error
    if stumbled is not None:
        raise stumbled
    return went


@transaction.atomic
def call_off_starts(*, why: Refused, by: Doer) -> int:
    """Leave to people what would have started by itself, and tell its authors why; returns how many those were.

    One that starts at this very moment is let go or refused by itself.
    """
    found = Broadcast.objects.select_for_update(skip_locked=True).filter(pk__in=waiting.numbers())
    return sum(_call_off(one, why, by=by) for one in found.order_by("id"))


def _call_off(broadcast: Broadcast, why: Refused, *, by: Doer) -> bool:
    submission = queries.submission_of(broadcast)
    if submission is None or hasattr(submission, "missed") or not submission.round.is_open:
        return False
    if documents.read(submission.document).start != "approved":
        return False
    _missed(broadcast, submission, why, by=by)
    return True


@transaction.atomic
def _start(broadcast_id: int, now: datetime) -> bool:
    # Who comes second finds it taken, or released: either way there is nothing left to do.
    broadcast = (
        Broadcast.objects.select_for_update(skip_locked=True).filter(pk=broadcast_id).first()
    )
    submission = queries.due(broadcast, now) if broadcast else None
    if broadcast is None or submission is None:
        return False
    try:
        with transaction.atomic():
            _demand_in_time(broadcast, submission, now)
            digest = submission.document.digest
            let_go(broadcast, submission, digest=digest, by=BY, at=now)
    except Refused as why:
        _missed(broadcast, submission, why, by=BY)
        return False
    fault("start.before_commit")
    return True


def _demand_in_time(broadcast: Broadcast, submission: Submission, now: datetime) -> None:
    ends = timing.window_ends(broadcast)
    if ends is not None and now >= ends:
        raise StartIsOver
    if clock.db_now() >= submission.round.expires_at:
        raise NotApprovedInTime


def _missed(broadcast: Broadcast, submission: Submission, why: Refused, *, by: Doer) -> None:
    MissedStart.objects.create(submission=submission, words=why.message, at=clock.now())
    audit.record(
        by=by, verb="broadcast.missed", subject=broadcast.reference, why=type(why).__name__
    )
    letters.missed(broadcast, submission, why.message)
