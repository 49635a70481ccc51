"""A room and what belongs into one, in few words."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from muster.crisis import actions

if TYPE_CHECKING:
    from muster.accounts.models import Staff
    from muster.crisis.models import Room, Wording

AT = datetime(2026, 10, 13, 11, 7, tzinfo=UTC)
GOOD = (
    "You are right to ask. The poster was drawn by an agency; our art director Samir has asked for its"
    " sketches, and we show you what we find by 15:30 today."
)


def minutes(count: int) -> datetime:
    """So many minutes after the room was opened."""
    return AT + timedelta(minutes=count)


def opened(by: Staff, **changed: Any) -> Room:
    """A room about a copied poster."""
    fields: dict[str, Any] = {
        "title": "An artist says that our poster copies hers",
        "what": "It was drawn by an agency. Her followers join our tag with #thieves.",
        "severity": 2,
        "since": minutes(-36),
        "at": AT,
    }
    return actions.open_room(by=by, **(fields | changed))


def written(room: Room, by: Staff, **changed: Any) -> Wording:
    """A holding text that can be held to."""
    fields: dict[str, Any] = {
        "language": "en",
        "what": "An agency drew it; we asked for the sketches",
        "who": "art director Samir",
        "next_at": minutes(260),
        "text": GOOD,
        "at": minutes(10),
    }
    return actions.write_text(room=room, by=by, **(fields | changed))


def promised(room: Room, by: Staff, approver: Staff, **changed: Any) -> Wording:
    """A holding text in use: its clock runs."""
    text = written(room, by, **changed)
    actions.approve_text(wording=text, by=approver, at=minutes(12))
    text.refresh_from_db()
    return actions.use_text(wording=text, where="Under her post", by=by, at=minutes(15))
