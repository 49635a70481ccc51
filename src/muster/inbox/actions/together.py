"""Answers many conversations with one shape: up to fifty one by one, more by the gate that everything goes through.

One by one, each is an answer like any other: on its own channel, in its own transaction, refused on its own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from muster.accounts.models import Staff
from muster.delivery.actions import selections
from muster.delivery.actions.selections import Choice
from muster.delivery.models import Selection
from muster.inbox import many_errors, shaping
from muster.inbox.actions.answer import answer
from muster.inbox.models import Conversation
from muster.kit.errors import Refused

# More people than this are written to only after others have agreed (A7).
MOST: Final = 50


@dataclass(frozen=True, slots=True)
class Given:
    """What became of one of them; ``refused`` says in words why nothing was sent."""

    conversation: Conversation
    refused: str = ""


def answer_each(
    *,
    conversations: Sequence[Conversation],
    words: Mapping[str, str],
    by: Staff,
    at: datetime,
    once: str,
    seen: int | None = None,
    closing: bool = False,
) -> list[Given]:
    """Answer each in the words of their language (``""`` is for everybody else); one refusal stops no other."""
    if len(conversations) > MOST:
        raise many_errors.TooManyAtOnce(MOST)
    parsed = shaping.read(words)
    given = []
    for one in conversations:
        try:
            answer(
                conversation=one,
                text=shaping.of(one, parsed),
                by=by,
                at=at,
                idempotency=f"{once}:{one.pk}",
                seen=seen,
                closing=closing,
            )
        except Refused as refused:
            given.append(Given(one, refused.message))
        else:
            given.append(Given(one))
    return given


def select(
    *, conversations: Sequence[Conversation], channel: str, by: Staff, at: datetime
) -> Selection:
    """Write down exactly the people of these conversations, as those whom one message will answer."""
    choices = [
        Choice(one.key_id, str(one))
        for one in conversations
        if one.key_id is not None and one.proven and one.channel == channel
    ]
    if not choices:
        raise many_errors.NobodyProved
    return selections.select(channel=channel, choices=choices, by=by, at=at)
