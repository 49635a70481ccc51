"""Writes down when a source could not be heard, and when what was missed has been fetched.

Being heard is no news; only trouble that begins or ends stands in the audit log.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from muster.audit import actions as audit
from muster.kit import actors
from muster.kit.text import clean
from muster.listening.models import Gap, Source

BY: Final = actors.system("listening")
# A pause this short needs no gap: a connection that was opened again at once.
SHORT: Final = timedelta(seconds=30)


@transaction.atomic
def deaf(*, source: int, why: str, at: datetime) -> None:
    """The source cannot be heard, for this reason; a gap that goes on keeps its beginning."""
    held = Source.objects.select_for_update().filter(pk=source).first()
    if held is None:
        return
    words = clean(why)[:300] or "?"
    _begin(held, at=at, why=words)
    if not held.trouble:
        held.trouble_at = at
        audit.record(by=BY, verb="source.deaf", subject=f"listening-{held}", at=at)
    held.trouble = words
    held.save(update_fields=["trouble_at", "trouble"])


@transaction.atomic
def opened(*, source: int, at: datetime) -> datetime | None:
    """The source answers; returns since when it was not heard, if that is worth filling."""
    held = Source.objects.select_for_update().filter(pk=source).first()
    if held is None:
        return None
    quiet = held.heard_at is not None and at - held.heard_at > SHORT
    if quiet and not held.gaps.filter(until_at=None).exists():
        # Nobody listened: this process was not there to notice.
        _begin(held, at=at, why="")
    held.gaps.filter(until_at=None).update(until_at=at)
    if held.trouble:
        audit.record(by=BY, verb="source.heard", subject=f"listening-{held}", at=at)
        held.trouble_at, held.trouble = None, ""
        held.save(update_fields=["trouble_at", "trouble"])
    open_ = held.gaps.filter(filled_at=None, until_at__isnull=False)
    last = open_.order_by("-until_at", "-id").first()
    return last.from_at if last is not None and last.until_at == at else None


@transaction.atomic
def filled(*, source: int, at: datetime) -> int:
    """All that was said in the latest gap has been fetched; earlier ones that stayed open stay so."""
    last = (
        Gap.objects.select_for_update()
        .filter(source=source, filled_at=None, until_at__isnull=False)
        .order_by("-until_at", "-id")
        .first()
    )
    if last is None:
        return 0
    last.filled_at = at
    last.save(update_fields=["filled_at"])
    return 1


def _begin(held: Source, *, at: datetime, why: str) -> None:
    if held.gaps.filter(until_at=None).exists():
        return
    since = min(held.heard_at or at, at)
    Gap.objects.create(source=held, from_at=since, why=why)
