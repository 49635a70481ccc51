"""Keeps a single message that training did not let out."""

from __future__ import annotations

from muster.delivery import networks, preview
from muster.delivery.models import CaughtMessage
from muster.kit import clock


def keep(
    *, sort: str, address: str, subject: str, person_id: int | None, raw: bytes, name: str = ""
) -> None:
    """Put a message into the outbox nothing leaves; ``name`` is that of a text, which has no headers."""
    posted = networks.said(address, raw)
    shown = raw if posted is None else posted.encode("utf-8", "replace")
    CaughtMessage.objects.create(
        sort=sort,
        address=address,
        title=preview.title(shown, text=bool(name))[:300],
        subject=subject,
        person_id=person_id,
        message_id=name or preview.header(raw, "Message-ID"),
        raw=raw,
        at=clock.db_now(),
    )
