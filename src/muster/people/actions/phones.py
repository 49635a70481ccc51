"""Asks a telephone whether the number is really wanted: one text, and nothing else until it says YES.

Whoever typed the number is not its owner until then; a number that said STOP by text is not texted again.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from muster.kit import actors, letters, limits
from muster.people.actions import consent
from muster.people.models import ConsentState, IdentityKey, Suppression
from muster.people.suppressing import address_mac

ASKED_A_DAY: Final = 1


def unproven(key: IdentityKey) -> bool:
    """Whether this is a number that nobody has answered from yet."""
    return key.kind == "phone" and key.verified_at is None


@transaction.atomic
def ask(
    *,
    key: IdentityKey,
    purpose: str,
    wording: str,
    language: str,
    source: str,
    evidence: str,
    at: datetime,
) -> bool:
    """Let the yes to ``purpose`` wait for the telephone, and ask it. Tells whether that is new."""
    state = ConsentState.objects.filter(key=key, purpose=purpose).select_related("entry").first()
    if state is not None and state.state in {"granted", "pending"}:
        return False
    silent = _said_stop(key, state)
    entry = consent.await_yes(
        key_id=key.id, channel="sms", purpose=purpose, evidence=evidence, source=source,
        by=actors.person(key.person_id or 0), wording=wording, language=language, at=at,
    )  # fmt: skip
    if not silent and limits.take("text", key.value, capacity=ASKED_A_DAY, per=timedelta(days=1)):
        letters.post(
            letters.Letter(
                kind="confirm-phone",
                to=key.value,
                language=language,
                idempotency=f"confirm-phone:{entry}",
                person_id=key.person_id,
            )
        )
    return True


def _said_stop(key: IdentityKey, state: ConsentState | None) -> bool:
    by_text = (
        state is not None and state.state == "withdrawn" and state.entry.source == "text message"
    )
    closed = Suppression.objects.filter(channel="sms", address_mac=address_mac("phone", key.value))
    return by_text or closed.exists()
