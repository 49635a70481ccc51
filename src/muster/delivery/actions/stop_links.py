"""What a stop link in a message of ours does: it stops, and the message it stands in hears of it.

So that a wave of stops is counted against the very broadcast that caused it (W6).
"""

from __future__ import annotations

from django.db import transaction

from muster.delivery.actions import receipts, seeds
from muster.delivery.models import Receipt
from muster.kit import actors, clock
from muster.people import actions as people
from muster.people.stop_tokens import StopToken


@transaction.atomic
def stop(*, token: StopToken) -> None:
    """Do what the link says, once and for all; repeated it changes nothing."""
    if not token.key_id:
        # A link of a seed: it belongs to no person, and proves that stopping is heard.
        seeds.heard(send_id=token.recipient_id or 0, kind=Receipt.Kind.STOPPED)
        return
    people.stop_by_link(token=token)
    if token.recipient_id is not None:
        receipts.hear(
            recipient_id=token.recipient_id,
            kind=Receipt.Kind.STOPPED,
            at=clock.now(),
            source="site",
            event=f"stop link of recipient {token.recipient_id}",
            by=actors.system("site"),
        )
