"""Mail as it arrives, and a message of ours that somebody can answer."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from muster.channels.base import Incoming

if TYPE_CHECKING:
    from muster.delivery.models import Recipient
    from muster.inbox.models import Arrival, Conversation
    from muster.people.models import Person

NOON = datetime(2026, 10, 13, 12, tzinfo=UTC)
OURS = "news.example"
_numbers = itertools.count(1)


def later(hours: float) -> datetime:
    """So many hours after noon."""
    return NOON + timedelta(hours=hours)


def mail(**changed: Any) -> Incoming:
    """One ordinary mail of a stranger; ``to`` names the messages it answers."""
    number = next(_numbers)
    answered = tuple(changed.pop("to", ()))
    fields: dict[str, Any] = {
        "channel": "email",
        "sender": "stranger@people.example",
        "sender_name": "Ingrid",
        "recipients": (f"hello@{OURS}",),
        "subject": "Re: October letter",
        "text": f"Question number {number}?",
        "html": "",
        "message_id": f"<theirs-{number}@mail.example>",
        "references": answered,
        "auto": False,
        "received_at": NOON,
        "raw_size": 1000,
        "headers": (("From", "Ingrid <stranger@people.example>"),),
        "return_path": "stranger@people.example",
    }
    return Incoming(**(fields | changed))


def arrive(incoming: Incoming | None = None, *, at: datetime = NOON, **changed: Any) -> Arrival:
    """Let one mail in."""
    from muster.inbox import actions

    return actions.receive(incoming=incoming or mail(**changed), at=at)


def conversation(arrival: Arrival) -> Conversation:
    """The thread an arrival ended up in, as it stands now."""
    assert arrival.entry is not None
    found = arrival.entry.conversation
    found.refresh_from_db()
    return found


def key_of(person: Person) -> Any:
    """The person's mailbox."""
    from muster.people.models import IdentityKey

    return IdentityKey.objects.get(person=person, kind="email")


def sent_to(person: Person, *, subject: str = "broadcast:12") -> tuple[Recipient, str]:
    """A message of a broadcast to this person, and its Message-ID."""
    from muster.delivery import tokens
    from muster.delivery.models import Recipient, Snapshot

    key = key_of(person)
    snapshot = Snapshot.objects.create(
        subject=subject,
        channel="email",
        purpose="news",
        seed="s",
        size=1,
        created_at=NOON,
        created_by="staff:1",
    )
    recipient = Recipient.objects.create(
        snapshot=snapshot,
        position=1,
        person_id=person.pk,
        key_id=key.pk,
        address=key.value,
        zone="Europe/Warsaw",
        region=person.region_id or "",
        language="en",
        merge_digest="0" * 64,
    )
    return recipient, tokens.message_id(tokens.make(tokens.RECIPIENT, recipient.pk), OURS)
