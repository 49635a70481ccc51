"""Marks conversations as hot: their answers pass a second person as long as the room is open."""

from datetime import datetime

from django.db import transaction

from muster.accounts.models import Staff
from muster.audit import actions as audit
from muster.crisis import errors
from muster.crisis.actions.noting import Kind, locked, write
from muster.crisis.models import HotThread, Room
from muster.inbox.models import Conversation


@transaction.atomic
def heat(*, room: Room, conversation: Conversation, by: Staff, at: datetime) -> HotThread:
    """Choose one by hand."""
    row = locked(room)
    made, fresh = HotThread.objects.get_or_create(
        room=row, conversation=conversation, defaults={"by": by, "at": at}
    )
    if not fresh:
        raise errors.HotAlready
    # The log is read by all who may see rooms: it names the thread, never the person.
    write(row, Kind.HOT, str(conversation), by=by, at=at)
    audit.record(by=by, verb="room.heated", subject=str(row), at=at, conversation=conversation.pk)
    return made


@transaction.atomic
def cool(*, thread: HotThread, by: Staff, at: datetime) -> None:
    """Take it out again: its next answer leaves as any other does."""
    row = locked(thread.room)
    gone, _kinds = HotThread.objects.filter(pk=thread.pk).delete()
    if not gone:
        raise errors.NotHot
    audit.record(
        by=by, verb="room.cooled", subject=str(row), at=at, conversation=thread.conversation_id
    )
