"""The only way to a conversation for a member of staff. Absent and not yours look the same.

A thread proved to be with a person belongs where that person lives today. A stranger has no region
until somebody gives the thread one: every-region staff see them, others only if the house rules say so.
"""

from typing import Final

from django.db.models import Q, QuerySet

from muster.accounts.models import Staff
from muster.inbox import errors
from muster.inbox.models import Arrival, Conversation, InboxMessage, Rules
from muster.kit.errors import NotFound

# A thread joined into one that was joined into another; nobody joins more than this in a row.
MOST_JOINS: Final = 50


def conversations(*, by: Staff) -> QuerySet[Conversation]:
    """Return every conversation ``by`` may see."""
    if not by.may("inbox.view"):
        return Conversation.objects.none()
    scope = by.scope
    if scope.everyone:
        return Conversation.objects.all()
    if not scope.regions:
        return Conversation.objects.none()
    stranger = Q(proven=False) | Q(key=None)
    seen = Q(proven=True, key__person__region__in=scope.regions) | (
        stranger & Q(region__in=scope.regions)
    )
    if Rules.current().strangers_to_all:
        seen |= stranger & Q(region=None)
    return Conversation.objects.filter(seen)


def conversation(conversation_id: int, *, by: Staff) -> Conversation:
    """Return one conversation with whose it is, or raise ``NotFound``."""
    whole = conversations(by=by).select_related("key__person__region", "region", "assignee")
    found = whole.filter(pk=conversation_id).first()
    if found is None:
        raise NotFound
    return found


def message(message_id: int, conversation: Conversation) -> InboxMessage:
    """Return one message that they wrote in a conversation already fetched, or raise ``NotFound``."""
    found = conversation.messages.filter(pk=message_id, direction=InboxMessage.Direction.IN).first()
    if found is None:
        raise NotFound
    return found


def our_message(message_id: int, *, by: Staff) -> InboxMessage:
    """Return one answer of ours in any conversation that ``by`` may see, or raise ``NotFound``."""
    ours = InboxMessage.objects.filter(pk=message_id, direction=InboxMessage.Direction.OUT)
    found = ours.filter(conversation__in=conversations(by=by)).first()
    if found is None:
        raise NotFound
    return found


def held(*, by: Staff) -> QuerySet[Arrival]:
    """Return what is held back, oldest first: only for staff with every region, since it has none."""
    if not (by.may("inbox.view") and by.scope.everyone):
        return Arrival.objects.none()
    waiting = Arrival.objects.filter(outcome=Arrival.Outcome.HELD, sealed__isnull=False)
    return waiting.order_by("at", "id")


def held_arrival(arrival_id: int, *, by: Staff) -> Arrival:
    """Return one message that is held back, or raise ``NotFound``."""
    found = held(by=by).filter(pk=arrival_id).first()
    if found is None:
        raise NotFound
    return found


def region_of(conversation: Conversation) -> str | None:
    """Return the code of the region a conversation belongs to now; a stranger’s may have none."""
    person = conversation.person
    return person.region_id if person else conversation.region_id


def may_take(staff: Staff, conversation: Conversation) -> bool:
    """Tell whether ``staff`` may answer people and may see this conversation."""
    return staff.may("inbox.answer") and conversations(by=staff).filter(pk=conversation.pk).exists()


def locked(conversation: Conversation) -> Conversation:
    """Return the conversation as it stands now, locked until the caller's transaction ends.

    What was joined with another is worked on there: raises JoinedAway.
    """
    found = (
        Conversation.objects.select_for_update(of=("self",))
        .select_related("key__person")
        .get(pk=conversation.pk)
    )
    if found.merged_into_id is not None:
        raise errors.JoinedAway
    return found


def whole(conversation: Conversation) -> Conversation:
    """Return the thread in which a conversation goes on now, locked: itself, unless it was joined with another."""
    for _step in range(MOST_JOINS):
        conversation = Conversation.objects.select_for_update().get(pk=conversation.pk)
        if conversation.merged_into_id is None:
            break
        conversation = Conversation(pk=conversation.merged_into_id)
    return conversation
