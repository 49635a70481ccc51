"""What moderators do with a whole thread: pin it, close it, open it again."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from muster.audit import actions as audit
from muster.groups.models import Thread
from muster.kit.actors import Doer


@transaction.atomic
def close_thread(*, thread: Thread, by: Doer, at: datetime) -> None:
    """Nobody answers any more; everybody can read on."""
    _mark(thread, "thread.closed", by, at, closed_at=at)


@transaction.atomic
def reopen_thread(*, thread: Thread, by: Doer, at: datetime) -> None:
    """Let members answer again."""
    _mark(thread, "thread.reopened", by, at, closed_at=None)


@transaction.atomic
def pin(*, thread: Thread, pinned: bool, by: Doer, at: datetime) -> None:
    """Keep a thread on top of the board, or let it sink again."""
    _mark(thread, "thread.pinned" if pinned else "thread.unpinned", by, at, pinned=pinned)


def _mark(thread: Thread, verb: str, by: Doer, at: datetime, **fields: object) -> None:
    Thread.objects.filter(pk=thread.pk).update(**fields)
    audit.record(by=by, verb=verb, subject=str(thread), at=at)
