"""What the pages ask of the inbox. Every list begins with what its reader may see."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, F, Min, Prefetch, Q
from django.db.models.functions import ExtractIsoWeekDay
from django.utils import timezone

from muster.accounts.models import Staff
from muster.channels.base import Incoming
from muster.inbox import access, queues, sealing
from muster.inbox.models import (
    Arrival,
    Conversation,
    InboxMessage,
    Member,
    Rules,
    Sorting,
    Wait,
)
from muster.people.models import Person

State = Conversation.State
WEEK = timedelta(days=7)
PRESSING = timedelta(minutes=30)
SHOWN = 50


@dataclass(frozen=True, slots=True)
class Pace:
    """How we kept up: waits that were due in the last seven days, weekends apart."""

    kept: int = 0
    due: int = 0
    kept_at_weekends: int = 0
    due_at_weekends: int = 0
    longest_since: datetime | None = None
    open: int = 0
    mine: int = 0


@dataclass(frozen=True, slots=True)
class Summary:
    """What the inbox knows of one person, for the pages that compose."""

    waiting: int
    waiting_since: datetime | None
    threads: list[Conversation]


def open_count(*, by: Staff) -> int:
    """Return how many people wait for an answer that ``by`` may see, counted no further than a hundred."""
    waiting = access.conversations(by=by).filter(state=State.OPEN).order_by("due_at", "id")
    return waiting[: queues.COUNTED].count()


def next_due(*, by: Staff) -> datetime | None:
    """Return when the next answer is due, of all that ``by`` may see."""
    found = access.conversations(by=by).aggregate(due=Min("due_at"))
    due: datetime | None = found["due"]
    return due


def promised() -> timedelta:
    """Return how soon we promise to answer."""
    return timedelta(minutes=Rules.current().promise_minutes)


def waiting(*, by: Staff, now: datetime) -> list[Conversation]:
    """Return what waits for ``by``: their own open conversations, and nobody’s that press or are late."""
    if not by.may("inbox.answer"):
        return []
    pressing = Q(assignee=None, due_at__lte=now + PRESSING)
    awake = Q(snoozed_until=None) | Q(snoozed_until__lte=now)
    seen = access.conversations(by=by).filter(Q(assignee=by) | pressing, awake, state=State.OPEN)
    mine = seen.select_related("key__person", "assignee").order_by("due_at", "id")
    return list(mine.prefetch_related(running())[:SHOWN])


def pace(*, by: Staff, now: datetime) -> Pace:
    """Return how we kept up over the last seven days, in one query over waits and one over threads."""
    seen = access.conversations(by=by)
    uncounted = [Wait.Ending.CLOSED, Wait.Ending.JOINED]
    due = Q(due_at__gt=now - WEEK, due_at__lte=now) & ~Q(ending__in=uncounted)
    kept = due & Q(ending=Wait.Ending.ANSWERED, ended_at__lte=F("due_at"))
    weekend = Q(day__gte=6)
    # What is neither due within the week nor running is not looked at, however much of it there is.
    shown = Q(due_at__gt=now - WEEK, due_at__lte=now) | Q(ended_at=None)
    waits = Wait.objects.filter(shown, conversation__in=seen).annotate(
        day=ExtractIsoWeekDay("asked_at", tzinfo=timezone.get_current_timezone())
    )
    found = waits.aggregate(
        kept=Count("id", filter=kept & ~weekend),
        due=Count("id", filter=due & ~weekend),
        kept_at_weekends=Count("id", filter=kept & weekend),
        due_at_weekends=Count("id", filter=due & weekend),
        longest_since=Min("asked_at", filter=Q(ended_at=None)),
    )
    now_open = seen.filter(state=State.OPEN).aggregate(
        open=Count("id"), mine=Count("id", filter=Q(assignee=by))
    )
    return Pace(**found, **now_open)


def held(*, by: Staff) -> list[tuple[Arrival, Incoming]]:
    """Return what is held back, oldest first, readable."""
    found = access.held(by=by)[:SHOWN]
    return [(one, sealing.unseal(bytes(one.sealed))) for one in found if one.sealed]


def summary(person: Person, *, by: Staff) -> Summary:
    """Return the person’s threads, latest first, and since when they wait for us."""
    seen = access.conversations(by=by).filter(key__person=person, proven=True, merged_into=None)
    threads = list(seen.prefetch_related(running()).order_by("-last_at", "-id")[:SHOWN])
    since = [wait.asked_at for one in threads for wait in one.running]  # type: ignore[attr-defined]
    return Summary(len(since), min(since, default=None), threads)


def colleagues(conversation: Conversation) -> list[Staff]:
    """Return the staff who may be handed this conversation: who answers in its language first, then by name.

    Of a team’s conversation only its members. ``answers_in`` tells the language where it is why they come first.
    """
    region = access.region_of(conversation)
    able = Q(every_region=True)
    if region:
        able |= Q(regions=region)
    elif conversation.person is None and Rules.current().strangers_to_all:
        able |= Q(regions__isnull=False)
    members = Member.objects.all()
    if conversation.team_id is not None:
        members = members.filter(team=conversation.team_id)
        able &= Q(pk__in=members.values("staff"))
    answers = list(members.exclude(languages=[]).values_list("staff_id", "languages"))
    # Nobody said in which languages they answer: then it does not matter which this is.
    spoken = language_of(conversation) if answers else ""
    speaking = {staff for staff, languages in answers if spoken and spoken in languages}
    active = Staff.objects.filter(able, is_active=True).distinct().prefetch_related("grants")
    found = [one for one in active.order_by("name", "id") if one.may("inbox.answer")]
    for one in found:
        one.answers_in = spoken if one.pk in speaking else ""
    return sorted(found, key=lambda one: one.pk not in speaking)


def language_of(conversation: Conversation) -> str:
    """Return the language of the latest they wrote, as it was judged; empty before that."""
    judged = Sorting.objects.filter(message__conversation=conversation)
    latest = judged.order_by("-message__at", "-message").values_list("language", flat=True)
    return latest.first() or ""


def running() -> Prefetch[str]:
    """What fetches the wait that runs with each conversation, as ``running``."""
    return Prefetch("waits", Wait.objects.filter(ended_at=None), to_attr="running")


def talking(people: Collection[int]) -> set[int]:
    """Those of many people with whom a conversation is open."""
    found = Conversation.objects.exclude(state=State.CLOSED).filter(
        key__person__in=people, proven=True
    )
    numbers = found.values_list("key__person_id", flat=True).distinct()
    return {number for number in numbers if number is not None}


def unsorted(*, by: Staff) -> int:
    """How many messages wait for the judge, of those that ``by`` may see."""
    return InboxMessage.objects.filter(
        conversation__in=access.conversations(by=by), direction="in", auto=False, sorted=False
    ).count()
