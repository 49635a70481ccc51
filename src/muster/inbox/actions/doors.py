"""Writes down how far we have read at a door of ours, and since when one does not answer.

Being heard happens all day long and is no news: only trouble that begins or ends stands in the audit log.
"""

from datetime import datetime
from typing import Any

from django.db import transaction

from muster.audit import actions as audit
from muster.inbox.models import Door
from muster.kit import actors
from muster.kit.text import clean

BY = actors.system("inbox")


@transaction.atomic
def heard(*, name: str, at: datetime, mark: dict[str, Any] | None = None) -> Door:
    """The door answered; ``mark`` is how far we have read now, and nothing leaves it where it was.

    Call it in the transaction that stores what was read: a mark ahead of what is stored loses messages.
    """
    door = _locked(name)
    if door.trouble:
        audit.record(by=BY, verb="door.opened", subject=str(door), at=at)
    door.heard_at, door.trouble_at, door.trouble = at, None, ""
    if mark is not None:
        door.mark = mark
    door.save(update_fields=["mark", "heard_at", "trouble_at", "trouble"])
    return door


@transaction.atomic
def failed(*, name: str, trouble: str, at: datetime) -> Door:
    """The door did not answer, for this reason; trouble that goes on keeps the moment it began."""
    door = _locked(name)
    words = clean(trouble)[:300] or "?"
    if not door.trouble:
        door.trouble_at = at
        audit.record(by=BY, verb="door.shut", subject=str(door), at=at)
    door.trouble = words
    door.save(update_fields=["trouble_at", "trouble"])
    return door


@transaction.atomic
def put_aside(*, name: str, number: int, why: str, mark: dict[str, Any], at: datetime) -> Door:
    """Leave one message where it lies, with the reason, so that it does not hold up the rest."""
    door = heard(name=name, mark=mark, at=at)
    audit.record(
        by=BY, verb="door.put_aside", subject=str(door), at=at, number=number, why=clean(why)[:200]
    )
    return door


def _locked(name: str) -> Door:
    Door.objects.get_or_create(name=name)
    return Door.objects.select_for_update().get(name=name)
