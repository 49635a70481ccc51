"""Shuts an address because a person said so, and opens it again when another one does.

An address that is shut for another reason, because it bounced or was erased, keeps that reason.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from muster.audit import actions as audit
from muster.kit import clock
from muster.kit.actors import Doer
from muster.people.models import Suppression
from muster.people.suppressing import address_mac, channel_name

BLOCKED = "blocked"


@transaction.atomic
def block(*, kind: str, value: str, by: Doer, at: datetime | None = None) -> bool:
    """Let nothing go to an address; returns whether it was open before."""
    _row, made = Suppression.objects.get_or_create(
        channel=channel_name(kind),
        address_mac=address_mac(kind, value),
        defaults={"reason": BLOCKED, "at": at or clock.now()},
    )
    if made:
        audit.record(by=by, verb="address.suppressed", subject=f"reason:{BLOCKED}", at=at)
    return made


@transaction.atomic
def unblock(*, kind: str, value: str, by: Doer) -> bool:
    """Open an address that was blocked and nothing else; returns whether it was."""
    found = Suppression.objects.filter(
        channel=channel_name(kind), address_mac=address_mac(kind, value), reason=BLOCKED
    )
    gone, _each = found.delete()
    if gone:
        audit.record(by=by, verb="address.opened", subject=f"reason:{BLOCKED}")
    return bool(gone)
