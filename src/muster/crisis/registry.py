"""What a room tells the machines below.

When nothing may be let go, whose answers need a second person, and which words are ready for them.
"""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from muster.accounts.models import Staff
from muster.crisis import access, errors, queries
from muster.delivery import registry as delivery
from muster.inbox import kept_words, seconds
from muster.inbox.kept_words import Words
from muster.inbox.models import Conversation
from muster.inbox.seconds import Second
from muster.kit import clock


def start() -> None:
    """Called once when the application is ready."""
    delivery.before_letting_go(demand_nothing_held)
    seconds.register(needs_second)
    kept_words.register(holding_words)


def demand_nothing_held() -> None:
    """Raise HeldByARoom while a room holds everything that is sent to many."""
    standing = queries.standing_hold()
    if standing is not None:
        raise errors.HeldByARoom(standing.room.title)


def needs_second(conversation: Conversation) -> Second | None:
    """Say who has to look before an answer to a hot conversation leaves, and why."""
    room = queries.room_of(conversation)
    if room is None:
        return None
    why = _("It is part of the crisis room “%(title)s”.") % {"title": room.title}
    return Second(permission=access.APPROVE, why=why)


def holding_words(conversation: Conversation, *, by: Staff) -> Sequence[Words]:
    """The approved holding texts of the room that a conversation is hot in."""
    del by
    room = queries.room_of(conversation)
    if room is None:
        return []
    return [
        Words(
            f"room-text-{one.pk}", _("Holding text: %(what)s") % {"what": one.what[:60]}, one.text
        )
        for one in queries.usable_texts(room, clock.now())
    ]
