"""Keeps a single message that training did not let out."""

from __future__ import annotations

from muster.delivery import preview
from muster.delivery.models import CaughtMessage
from muster.kit import clock


def keep(*, sort: str, address: str, subject: str, person_id: int | None, raw: bytes) -> None:
    """Put a message into the outbox nothing leaves."""
    CaughtMessage.objects.create(
        sort=sort,
        address=address,
        title=preview.header(raw, "Subject")[:300],
        subject=subject,
        person_id=person_id,
        message_id=preview.header(raw, "Message-ID"),
        raw=raw,
        at=clock.db_now(),
    )
