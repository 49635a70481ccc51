"""The same small thing done to many conversations at once; each is done or refused by itself, and told.

Each is one transaction of its own kind inside: what one refuses stops none of the others.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from muster.accounts.models import Staff
from muster.inbox.actions import keeping, snoozing
from muster.inbox.models import Conversation
from muster.kit.errors import Refused

MOST = 100


@dataclass(slots=True)
class Done:
    """How many were done, and what the others said."""

    done: int = 0
    refused: list[str] = field(default_factory=list)


def close_many(*, conversations: Sequence[Conversation], by: Staff, at: datetime) -> Done:
    """Put each away; waits that ran are recorded as closed without an answer."""
    return _each(conversations, lambda one: keeping.close(conversation=one, by=by, at=at))


def assign_many(
    *, conversations: Sequence[Conversation], to: Staff | None, by: Staff, at: datetime
) -> Done:
    """Hand each over to somebody who may answer it, or to nobody."""
    return _each(conversations, lambda one: keeping.assign(conversation=one, to=to, by=by, at=at))


def snooze_many(
    *, conversations: Sequence[Conversation], until: datetime, by: Staff, at: datetime
) -> Done:
    """Put each off until then."""
    return _each(
        conversations, lambda one: snoozing.snooze(conversation=one, until=until, by=by, at=at)
    )


def _each(conversations: Sequence[Conversation], do: Callable[[Conversation], object]) -> Done:
    told = Done()
    for one in conversations[:MOST]:
        try:
            with transaction.atomic():
                do(one)
        except Refused as refused:
            told.refused.append(refused.message)
        else:
            told.done += 1
    return told
