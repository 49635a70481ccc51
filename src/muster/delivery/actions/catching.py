"""Keeps a single message that training did not let out."""

from __future__ import annotations

from muster.delivery import preview
from muster.delivery.models import CaughtMessage
from muster.kit import clock


def keep(*, sort: str, address: str, subject: str, person_id: int | None, raw: bytes) -> None:
    """Put a message into the outbox nothing leaves."""
    seen = preview.unfold(raw)
    CaughtMessage.objects.create(
        sort=sort,
        address=address,
        title=seen.subject[:300],
        subject=subject,
        person_id=person_id,
        message_id=dict(seen.headers).get("Message-ID", ""),
        raw=raw,
        at=clock.db_now(),
    )
