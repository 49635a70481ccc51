"""What the pages and the lower rooms ask: what holds, what is promised, which conversations are hot."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from muster.accounts import queries as accounts
from muster.accounts.models import Staff
from muster.crisis import access
from muster.crisis.models import Hold, HotThread, LogEntry, Promise, Room, Task, Wording
from muster.inbox import access as inbox
from muster.inbox.models import Conversation
from muster.listening.models import Alarm, Mention

MOST = 200
# Lines of a log that one page shows; a room of a bad week has some hundred.
LINES = 1_000


def standing_hold() -> Hold | None:
    """Return the hold that stands, if a room holds everything at this moment."""
    return Hold.objects.filter(stop__lifted_at=None).select_related("room", "stop", "by").first()


def open_rooms(*, by: Staff) -> list[Room]:
    """Return the rooms that are worked in, the gravest first."""
    found = access.rooms(by=by).filter(closed_at=None).select_related("lead", "duty")
    return list(found.order_by("-severity", "-opened_at", "-id")[:MOST])


def closed_rooms(*, by: Staff, limit: int = MOST) -> list[Room]:
    """Return the closed ones, the latest first."""
    found = access.rooms(by=by).exclude(closed_at=None).select_related("lead", "closed_by")
    return list(found.order_by("-closed_at", "-id")[:limit])


def log(room: Room) -> list[LogEntry]:
    """Return the log, the latest first."""
    return list(room.entries.select_related("by").order_by("-at", "-id")[:LINES])


def tasks(room: Room) -> list[Task]:
    """Return what is to be done by its due time, then what is done."""
    found = room.tasks.select_related("owner", "done_by").order_by("due_at", "id")
    return sorted(found[:MOST], key=lambda one: one.done_at is not None)


def wordings(room: Room) -> list[Wording]:
    """Return the holding texts, the latest first."""
    found = room.wordings.select_related("by", "approved_by", "returned_by")
    return list(found.order_by("-at", "-id")[:MOST])


def holds(room: Room) -> list[Hold]:
    """Return every hold of a room with what it halted, the latest first."""
    found = room.holds.select_related("stop", "by").prefetch_related("halted")
    return list(found.order_by("-at", "-id")[:MOST])


def running_promise(room: Room) -> Promise | None:
    """Return the word that is owed, if one is."""
    return room.promises.filter(ended_at=None).select_related("wording", "by").first()


def promises(room: Room) -> list[Promise]:
    """Return every promise of a room, the oldest first."""
    found = room.promises.select_related("wording", "by", "ended_by")
    return list(found.order_by("made_at", "id")[:MOST])


def owed() -> list[Promise]:
    """Return the next words that open rooms owe, the earliest first."""
    found = promises_running().select_related("room", "wording")
    return list(found.order_by("due_at", "id")[:MOST])


def promises_running() -> QuerySet[Promise]:
    """Return every next word that an open room owes."""
    return Promise.objects.filter(ended_at=None, room__closed_at=None)


def texts_waiting(*, by: Staff) -> list[Wording]:
    """Return the holding texts that ``by`` may approve, the oldest first."""
    if not by.may(access.APPROVE):
        return []
    found = Wording.objects.filter(
        approved_at=None, returned_at=None, room__closed_at=None
    ).exclude(by=by)
    return list(found.select_related("room", "by").order_by("at", "id")[:MOST])


def tasks_of(staff: Staff) -> list[Task]:
    """Return what ``staff`` still has to do in open rooms, by due time."""
    found = Task.objects.filter(owner=staff, done_at=None, room__closed_at=None)
    return list(found.select_related("room").order_by("due_at", "id")[:MOST])


def hot_conversations(room: Room, *, by: Staff) -> QuerySet[Conversation]:
    """Return the open conversations that are hot in a room and that ``by`` may see: chosen, or about its topic."""
    chosen = HotThread.objects.filter(room=room, conversation=OuterRef("pk"))
    wanted = Q(Exists(chosen))
    if room.topic_id is not None:
        wanted |= Q(topic=room.topic_id, last_at__gte=room.since)
    if room.alarm:
        heard = Mention.objects.filter(
            topics__alarms__room=room.pk, at__gte=F("topics__alarms__since")
        )
        wanted |= Q(pk__in=heard.exclude(conversation=None).values("conversation"))
    found = inbox.conversations(by=by).filter(wanted, merged_into=None)
    return found.select_related("key__person").order_by("due_at", "-last_at", "id")


def room_of(conversation: Conversation) -> Room | None:
    """Return the open room that a conversation is hot in."""
    chosen = HotThread.objects.filter(room=OuterRef("pk"), conversation=conversation.pk)
    wanted = Q(Exists(chosen))
    if conversation.topic_id is not None:
        wanted |= Q(topic=conversation.topic_id, since__lte=conversation.last_at)
    raised = Alarm.objects.filter(
        room__isnull=False, topic__mentions__conversation=conversation.pk,
        topic__mentions__at__gte=F("since"),
    )  # fmt: skip
    wanted |= Q(pk__in=raised.values("room"))
    found = Room.objects.filter(wanted, closed_at=None)
    return found.order_by("-severity", "-opened_at", "-id").first()


def usable_texts(room: Room, now: datetime) -> list[Wording]:
    """Return the approved holding texts of a room whose next word is still to come, the latest first."""
    found = room.wordings.filter(approved_at__isnull=False, next_at__gt=now)
    return list(found.order_by("-approved_at", "-id")[:MOST])


def leads() -> list[Staff]:
    """Return everybody who may lead a room, by name."""
    return accounts.able(access.LEAD)


def workers() -> list[Staff]:
    """Return everybody who may see a room and so can be given something to do, by name."""
    return accounts.able(access.VIEW)


def approvers(*, besides: Staff) -> list[Staff]:
    """Return everybody else who may approve a holding text, by name."""
    return [one for one in accounts.working() if one.may(access.APPROVE) and one.pk != besides.pk]


@dataclass(frozen=True, slots=True)
class Figures:
    """What a room is measured by, counted from its rows."""

    lasted_minutes: int
    first_text_minutes: int | None
    texts_used: int
    kept: int
    kept_late: int
    moved: int
    held: int
    starts: int
    hot: int
    tasks: int
    tasks_done: int


def figures(room: Room, now: datetime) -> Figures:
    """Count them, at this moment or at its end."""
    used = room.wordings.filter(used_at__isnull=False).order_by("used_at")
    first = used.values_list("used_at", flat=True).first()
    ended = list(room.promises.exclude(ended_at=None))
    held = list(room.holds.prefetch_related("halted"))
    return Figures(
        lasted_minutes=_minutes(room.since, room.closed_at or now),
        first_text_minutes=_minutes(room.since, first) if first else None,
        texts_used=used.count(),
        kept=sum(one.ending == Promise.Ending.KEPT for one in ended),
        kept_late=sum(one.ending == Promise.Ending.KEPT and _late(one) for one in ended),
        moved=sum(one.ending == Promise.Ending.MOVED for one in ended),
        held=len({release.pk for one in held for release in one.halted.all()}),
        starts=sum(one.starts for one in held),
        hot=room.threads.count(),
        tasks=room.tasks.count(),
        tasks_done=room.tasks.exclude(done_at=None).count(),
    )


def _late(promise: Promise) -> bool:
    return promise.ended_at is not None and promise.ended_at > promise.due_at


def _minutes(since: datetime, until: datetime) -> int:
    return max(0, int((until - since).total_seconds() // 60))
