"""Takes on one message to one person, written by one of us."""

from __future__ import annotations

from datetime import datetime

from muster.delivery.models import Direct
from muster.kit.actors import Doer
from muster.kit.errors import Conflict, TooMany


class AlreadySaid(Conflict):
    """The same answer was sent before, with other words under the same key."""


class TooManyAnswers(TooMany):
    """More messages to one address, or by one of us, than a person writes."""


def send_one(
    *,
    subject: str,
    address: str,
    title: str,
    text: str,
    idempotency: str,
    by: Doer,
    key_id: int | None = None,
    person_id: int | None = None,
    sender_name: str = "",
    reply_to: str = "",
    in_reply_to: str = "",
    references: tuple[str, ...] = (),
    at: datetime | None = None,
) -> Direct:
    """Queue one plain-text mail; the same ``idempotency`` again returns the first, unsent twice."""
    raise NotImplementedError
