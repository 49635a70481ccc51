"""The only way to a room or a case for a member of staff. Absent and not yours look the same.

A room concerns the whole organisation, so whoever may see rooms sees each; the people in it stay under their regions.
"""

from typing import TypeVar

from django.db.models import QuerySet

from muster.accounts.models import Staff
from muster.crisis.models import HotThread, Promise, Room, Task, Wording
from muster.inbox import access as inbox
from muster.kit.errors import NotFound

VIEW = "crisis.view"
LEAD = "crisis.lead"
APPROVE = "crisis.approve"
Row = TypeVar("Row")


def rooms(*, by: Staff) -> QuerySet[Room]:
    """Return every room, for staff who may see rooms; none for others."""
    return Room.objects.all() if by.may(VIEW) else Room.objects.none()


def room(room_id: int, *, by: Staff) -> Room:
    """Return one room with who works in it, or raise ``NotFound``."""
    whole = rooms(by=by).select_related("lead", "duty", "opened_by", "closed_by", "topic")
    return _found(whole.filter(pk=room_id).first())


def task(task_id: int, room: Room) -> Task:
    """Return one task of a room already fetched, or raise ``NotFound``."""
    return _found(room.tasks.select_related("owner").filter(pk=task_id).first())


def wording(wording_id: int, room: Room) -> Wording:
    """Return one holding text of a room already fetched, or raise ``NotFound``."""
    whole = room.wordings.select_related("by", "approved_by", "returned_by")
    return _found(whole.filter(pk=wording_id).first())


def promise(promise_id: int, room: Room) -> Promise:
    """Return one promise of a room already fetched, or raise ``NotFound``."""
    return _found(room.promises.filter(pk=promise_id).first())


def threads(room: Room, *, by: Staff) -> QuerySet[HotThread]:
    """Return the conversations chosen as hot in a room that ``by`` may see."""
    seen = inbox.conversations(by=by)
    found = room.threads.filter(conversation__in=seen)
    return found.select_related("conversation__key__person", "by").order_by("at", "id")


def thread(thread_id: int, room: Room, *, by: Staff) -> HotThread:
    """Return one of them, or raise ``NotFound``."""
    return _found(threads(room, by=by).filter(pk=thread_id).first())


def _found(row: Row | None) -> Row:
    if row is None:
        raise NotFound
    return row
