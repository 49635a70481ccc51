"""The chain itself: each digest covers an entry and the digest before it. Pure; SHA-256."""

import hashlib
import json
from datetime import UTC, datetime
from typing import Protocol

GENESIS = "0" * 64


class Link(Protocol):
    """What a digest covers of an entry."""

    id: int
    at: datetime
    actor: str
    verb: str
    subject: str
    detail: object
    session: str
    ip_class: str


def digest(previous: str, entry: Link) -> str:
    """Return the digest of ``entry`` after ``previous``, as 64 hex digits."""
    return hashlib.sha256(f"{previous}\n{canonical(entry)}".encode()).hexdigest()


def canonical(entry: Link) -> str:
    """Return the one text of an entry: keys in order, no spaces, time in UTC microseconds."""
    fields = {
        "id": entry.id,
        "at": entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "actor": entry.actor,
        "verb": entry.verb,
        "subject": entry.subject,
        "detail": entry.detail,
        "session": entry.session,
        "ip_class": entry.ip_class,
    }
    return json.dumps(fields, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
