"""Notes the conversation that a mention became: the inbox, which stands above, tells it here."""

from __future__ import annotations

from datetime import datetime

from muster.listening.models import Mention


def asked(*, mention: Mention, conversation: int | None, at: datetime) -> None:
    """The mention was handed to the inbox; None where that keeps it aside. Called in the inbox’s transaction."""
    mention.conversation, mention.asked_at = conversation, at
    mention.save(update_fields=["conversation", "asked_at"])
