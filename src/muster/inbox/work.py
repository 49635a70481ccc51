"""What the pages ask about teams, cases and dialogues. Lists begin with what their reader may see."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Count, Min, Prefetch, Q

from muster.accounts.models import Staff
from muster.audit import queries as audit
from muster.inbox import access, house
from muster.inbox.models import Case, Conversation, Dialogue, InboxMessage, Member, Team, Topic
from muster.kit.text import fold

if TYPE_CHECKING:
    from muster.audit.models import Entry
    from muster.people.models import Person

MOST = 200


@dataclass(frozen=True, slots=True)
class Ownerless:
    """Complaints nobody answers for, and since when the oldest stands."""

    count: int = 0
    since: datetime | None = None


def teams() -> list[Team]:
    """Return every team with its members, by name."""
    members = Prefetch("members", Member.objects.select_related("staff"))
    return list(house.teams().prefetch_related(members))


def topics() -> list[Topic]:
    """Return every topic in the order it is looked at."""
    return list(Topic.objects.select_related("team").order_by("place", "id"))


def answering_staff() -> list[Staff]:
    """Return everybody who may answer people, by name."""
    active = Staff.objects.filter(is_active=True).prefetch_related("grants").order_by("name", "id")
    return [one for one in active if one.may("inbox.answer")]


def cases(which: str, *, by: Staff, words: str = "") -> list[Case]:
    """Return the open cases, one’s own, or the closed ones; of those, what their lessons and outcomes say.

    Each with the threads of it that ``by`` may see, as ``heard``.
    """
    seen = access.cases(by=by).select_related("owner", "region").prefetch_related(_heard(by))
    if which == "closed":
        found = seen.exclude(closed_at=None).order_by("-closed_at", "-id")
        wanted = fold(words).split()
        rows = list(found[: MOST * 10])
        return [one for one in rows if _says(one, wanted)][:MOST]
    if which == "mine":
        seen = seen.filter(owner=by)
    return list(seen.filter(closed_at=None).order_by("opened_at", "id")[:MOST])


def case_counts(*, by: Staff) -> dict[str, int]:
    """Return how many cases stand in each list, in one query."""
    return access.cases(by=by).aggregate(
        open=Count("id", filter=Q(closed_at=None)),
        mine=Count("id", filter=Q(closed_at=None, owner=by)),
        closed=Count("id", filter=~Q(closed_at=None)),
    )


def ownerless(*, by: Staff) -> Ownerless:
    """Return the open complaints without an owner that ``by`` may see."""
    if not by.may("inbox.answer"):
        return Ownerless()
    found = access.cases(by=by).filter(closed_at=None, owner=None)
    return Ownerless(**found.aggregate(count=Count("id"), since=Min("opened_at")))


def threads_of(case: Case, *, by: Staff) -> list[Conversation]:
    """Return the conversations of a case that ``by`` may see, with everything said in them."""
    entries = InboxMessage.objects.select_related("author", "sorting").order_by("at", "id")
    seen = access.conversations(by=by).filter(case=case).select_related("key__person", "assignee")
    return list(seen.prefetch_related(Prefetch("messages", entries)).order_by("opened_at", "id"))


def owners(case: Case) -> list[Staff]:
    """Return who may own a case: they answer people and see something of it."""
    return [one for one in answering_staff() if access.cases(by=one).filter(pk=case.pk).exists()]


def timeline(case: Case) -> list[Entry]:
    """Return what was done about a case, the latest first."""
    return list(audit.entries(subject=str(case))[:MOST])


def cases_of(person: Person, *, by: Staff) -> list[Case]:
    """Return the complaints of one person, the latest first; what was none is left out."""
    theirs = Conversation.objects.filter(key__person=person, proven=True, case__isnull=False)
    found = access.cases(by=by).filter(pk__in=theirs.values("case"), mistaken=False)
    return list(found.order_by("-opened_at", "-id")[:MOST])


def dialogues_of(conversation: Conversation) -> list[Dialogue]:
    """Return what came of talking with whoever writes here, the latest first."""
    return list(access.dialogues_with(conversation))


def outcomes(*, by: Staff) -> Counter[str]:
    """Return how many conversations ended how, by the latest outcome of each."""
    seen = Dialogue.objects.filter(conversation__in=access.conversations(by=by))
    latest = seen.order_by("conversation", "-id").distinct("conversation")
    return Counter(latest.values_list("outcome", flat=True))


def _heard(by: Staff) -> Prefetch[str]:
    threads = access.conversations(by=by).select_related("key__person").order_by("opened_at", "id")
    return Prefetch("conversations", threads, to_attr="heard")


def _says(case: Case, wanted: list[str]) -> bool:
    said = fold(f"{case.outcome} {case.lesson}")
    return all(word in said for word in wanted)
