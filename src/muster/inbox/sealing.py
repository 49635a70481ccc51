"""Keeps a message that was held back or handed aside: sealed, bounded, and readable again as it came."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from muster.channels.base import Incoming
from muster.inbox import arrivals
from muster.kit import secrets

PURPOSE = "inbox.arrival"
_MAX_BODY = 128_000
_MAX_LISTED = 50


def seal(incoming: Incoming) -> bytes:
    """Return the message as sealed bytes; bodies and lists are cut, nothing else is lost."""
    kept: dict[str, Any] = {
        "channel": incoming.channel,
        "sender": incoming.sender,
        "recipients": list(incoming.recipients)[:_MAX_LISTED],
        "subject": incoming.subject[:1000],
        "text": incoming.text[:_MAX_BODY],
        "html": incoming.html[:_MAX_BODY],
        "message_id": incoming.message_id[:500],
        "references": list(incoming.references)[-_MAX_LISTED:],
        "auto": incoming.auto,
        "received_at": incoming.received_at.isoformat(),
        "raw_size": incoming.raw_size,
        "headers": list(arrivals.kept_headers(incoming).items()),
        "sender_name": incoming.sender_name[:300],
        "return_path": incoming.return_path[:500],
        "address": incoming.address[:320],
        "followers": incoming.followers,
        "link": incoming.link[:2000],
        "public": incoming.public,
    }
    return secrets.seal(json.dumps(kept).encode(), PURPOSE)


def unseal(sealed: bytes) -> Incoming:
    """Return the message that was sealed."""
    kept = json.loads(secrets.unseal(sealed, PURPOSE))
    return Incoming(
        **kept
        | {
            "recipients": tuple(kept["recipients"]),
            "references": tuple(kept["references"]),
            "headers": tuple((name, value) for name, value in kept["headers"]),
            "received_at": datetime.fromisoformat(kept["received_at"]),
        }
    )
