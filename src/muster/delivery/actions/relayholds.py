"""After a halt, asks our own relay to keep back what it still has of that release, and lets it go on resuming (H6).

Best effort, only where MUSTER_RELAY_HOLD says how; told apart, since a relay may have sent it already.
Postfix is spoken to outside any transaction; asked twice, it does the same.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.db import transaction

from muster.audit import actions as audit
from muster.channels.kinds.email import postqueue
from muster.channels.kinds.email.postqueue import NoPostfix, Queued
from muster.delivery import tokens
from muster.delivery.models import Halt, Recipient, RelayHold, Release
from muster.kit import actors, clock

_LATELY: Final = timedelta(hours=1)
_BY: Final = actors.system("pump")


def tend(now: datetime) -> int:
    """Hold for new halts, free for new resumptions; returns how many of both."""
    del now  # a relay knows no story
    if not settings.MUSTER_RELAY_HOLD:
        return 0
    since = clock.db_now() - _LATELY
    mail = Halt.objects.filter(release__channel="email", release__mode="live", at__gt=since)
    new = mail.filter(relay_hold=None, resumption=None).select_related("release").order_by("id")
    over = RelayHold.objects.filter(freed_at=None, halt__resumption__isnull=False)
    for halt in (halts := list(new)):
        _hold(halt)
    for row in (rows := list(over.select_related("halt__release").order_by("id"))):
        _free(row)
    return len(halts) + len(rows)


def _hold(halt: Halt) -> None:
    held, words = 0, ""
    try:
        found = _of(halt.release, (one for one in _queue() if not one.held))
        if found:
            postqueue.hold(settings.MUSTER_RELAY_HOLD, found)
        held = len(found)
    except NoPostfix as problem:
        words = str(problem)[:200]
    with transaction.atomic():
        RelayHold.objects.get_or_create(
            halt=halt, defaults={"held": held, "words": words, "asked_at": clock.db_now()}
        )
        audit.record(
            by=_BY, verb="relay.held", subject=halt.release.subject, held=held, words=words
        )


def _free(row: RelayHold) -> None:
    release, freed = row.halt.release, 0
    try:
        found = _of(release, (one for one in _queue() if one.held))
        if found:
            postqueue.free(settings.MUSTER_RELAY_HOLD, found)
        freed = len(found)
    except NoPostfix as problem:
        row.words = str(problem)[:200]
    row.freed, row.freed_at = freed, clock.db_now()
    with transaction.atomic():
        row.save(update_fields=["freed", "freed_at", "words"])
        audit.record(by=_BY, verb="relay.freed", subject=release.subject, freed=freed)


def _queue() -> Iterable[Queued]:
    return postqueue.waiting(settings.MUSTER_RELAY_HOLD)


def _of(release: Release, queued: Iterable[Queued]) -> list[str]:
    """The queue ids of mail of this release, known by the keyed name in its return path."""
    named = {
        one.queue_id: name.id
        for one in queued
        if (name := tokens.read(one.sender)) is not None and name.sort == tokens.RECIPIENT
    }
    ours = set(
        Recipient.objects.filter(
            snapshot=release.snapshot_id, pk__in=set(named.values())
        ).values_list("pk", flat=True)
    )
    return [queue_id for queue_id, number in named.items() if number in ours]
