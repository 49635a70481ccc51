"""From raw bytes at the door to a stored arrival, and an answer the mail server understands.

Whatever goes wrong on our side is “later”: the mail server keeps the message, so nothing is lost.
"""

import logging
from collections.abc import Sequence
from datetime import datetime
from enum import Enum

from django.db import DatabaseError, connection

from muster.channels.kinds.email import receive as email
from muster.channels.kinds.email import reports
from muster.inbox import actions
from muster.inbox.actions import handing
from muster.inbox.models import Arrival
from muster.kit import clock
from muster.kit.text import clean

MAX_RAW = 32 * 1024 * 1024
_log = logging.getLogger(__name__)


class Verdict(Enum):
    """What became of it: the exit code for a pipe (sysexits.h) and the line for LMTP (RFC 3463)."""

    STORED = (0, "250 2.0.0 Stored")
    LOOP = (69, "554 5.4.6 This message goes round in circles")
    EMPTY = (65, "554 5.6.0 There is nothing in this message")
    TOO_LARGE = (65, "552 5.3.4 This message is larger than 32 MB")
    LATER = (75, "451 4.3.0 Try again later")

    @property
    def exit_code(self) -> int:
        """What a pipe returns."""
        return self.value[0]

    @property
    def line(self) -> str:
        """What LMTP says."""
        return self.value[1]


def take(raw: bytes, *, return_path: str | None, recipients: Sequence[str]) -> Verdict:
    """Store one message and say what became of it; only what is committed is called stored."""
    try:
        return store(raw, return_path=return_path, recipients=recipients)
    except DatabaseError as error:
        _log.warning(
            "the database did not take a message, asking for it again: %s", type(error).__name__
        )
        connection.close()
        return Verdict.LATER
    except Exception:  # noqa: BLE001 - whatever it is, the mail server must keep the message
        _log.exception("a message could not be read, asking for it again")
        connection.close()
        return Verdict.LATER


def store(
    raw: bytes,
    *,
    return_path: str | None = None,
    recipients: Sequence[str] = (),
    came_at: datetime | None = None,
) -> Verdict:
    """The same for whoever fetches, and can ask again: what goes wrong on our side is raised.

    ``came_at`` is when it came into the mailbox it was fetched from; the wait runs from there.
    """
    if not raw.strip():
        return Verdict.EMPTY
    if len(raw) > MAX_RAW:
        return Verdict.TOO_LARGE
    now = clock.now()
    arrival = _store(raw, return_path, recipients, min(came_at or now, now))
    return Verdict.LOOP if arrival.outcome == Arrival.Outcome.LOOP else Verdict.STORED


def _store(raw: bytes, return_path: str | None, recipients: Sequence[str], at: datetime) -> Arrival:
    delivered = _with_return_path(raw, return_path)
    incoming = email.parse(delivered, received_at=at, recipients=tuple(recipients))
    arrival = actions.receive(incoming=incoming, at=at, reports=reports.read(delivered))
    if arrival.outcome == Arrival.Outcome.LOOP:
        handing.own_mail(delivered, incoming)
    return arrival


def _with_return_path(raw: bytes, return_path: str | None) -> bytes:
    # The last server on the way writes down the envelope's sender (RFC 5321, 4.4); here that is us.
    if return_path is None:
        return raw
    return f"Return-Path: <{clean(return_path).strip('<> ')[:300]}>\r\n".encode() + raw
