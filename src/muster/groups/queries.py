"""Questions about groups: who is in which, who leads, what is new on a board. A page of a board is one query."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from django.db.models import F, Min, OuterRef, Prefetch, Q, QuerySet, Subquery

from muster.groups.models import (
    Group,
    Hiding,
    Leadership,
    Membership,
    Mention,
    Post,
    Report,
    Thread,
)
from muster.people.models import IdentityKey, Person

THREADS: Final = 30
POSTS: Final = 30
NAMED: Final = 20
QUESTIONED: Final = 100


def team_of(person: Person) -> Group | None:
    """The open team of a region they belong to now; of two, that of where they live."""
    theirs = _now(person).filter(group__kind=Group.Kind.REGION, group__closed_at=None)
    groups = [one.group for one in theirs.select_related("group").order_by("-joined_at", "-id")]
    here = [one for one in groups if one.region_id == person.region_id]
    return next(iter([*here, *groups]), None)


def team_of_number(person: int) -> Group | None:
    """The same, of somebody known by number alone."""
    found = Person.objects.filter(pk=person).first()
    return team_of(found) if found else None


def groups_of(person: Person) -> list[Group]:
    """Every open group they belong to now, their team first, each once."""
    theirs = Group.objects.filter(pk__in=_now(person).values("group"), closed_at=None)
    return list(theirs.order_by("kind", "name", "id"))


def membership_of(person: Person, group: Group) -> Membership | None:
    """Under which name somebody is in a group now."""
    return _now(person).filter(group=group).select_related("key").order_by("id").first()


def members(group: Group) -> QuerySet[Membership]:
    """Who belongs to a group now, for whoever may see them; latest first."""
    held = Membership.objects.filter(group=group, left_at=None)
    return held.select_related("key").order_by("-id")


def leads(person: Person, group: Group) -> frozenset[str]:
    """The rights somebody holds over a group now."""
    return rights_of(person.pk, group)


def rights_of(person: int, group: Group) -> frozenset[str]:
    """The same, by the number of the person."""
    held = Leadership.objects.filter(group=group, key__person=person, to_at=None)
    return frozenset(right for given in held.values_list("rights", flat=True) for right in given)


@dataclass(frozen=True, slots=True)
class Leader:
    """Somebody who leads, under the name that members read."""

    leadership: Leadership
    shown_as: str


def leaders(group: Group) -> list[Leader]:
    """Who leads a group now, as its members know them."""
    held = list(Leadership.objects.filter(group=group, to_at=None).order_by("from_at", "id"))
    names = dict(
        Membership.objects.filter(group=group, left_at=None, key__in=[one.key_id for one in held])
        .order_by("id")
        .values_list("key_id", "shown_as")
    )
    return [Leader(one, names.get(one.key_id, "")) for one in held]


def open_groups() -> QuerySet[Group]:
    """Every group that may be joined, for a page that anybody reads."""
    return Group.objects.filter(closed_at=None).select_related("region").order_by("name", "id")


def keys_of(person: Person) -> list[int]:
    """The keys somebody may have written under."""
    return keys_of_number(person.pk)


def keys_of_number(person: int) -> list[int]:
    """The same, by the number of the person."""
    return list(IdentityKey.objects.filter(person=person).values_list("id", flat=True))


def pinned(group: Group) -> list[Thread]:
    """What stands on top of a board."""
    return list(_threads(group, ()).filter(pinned=True).order_by("-last_at", "-id")[:THREADS])


def threads(
    group: Group, *, mine: Collection[int] = (), after: Thread | None = None, limit: int = THREADS
) -> list[Thread]:
    """What moved last on a board, without what is pinned; ``after`` is the last one seen."""
    found = _threads(group, mine).filter(pinned=False)
    if after is not None:
        found = found.filter(last_at__lte=after.last_at).filter(
            Q(last_at__lt=after.last_at) | Q(id__lt=after.pk)
        )
    return list(found.order_by("-last_at", "-id")[:limit])


def news(group: Group, *, limit: int = 3) -> list[Post]:
    """The latest words of the team: the first post of each thread of news."""
    told = Thread.objects.filter(group=group, news=True, posts__gt=0).order_by("-opened_at", "-id")
    found = []
    for thread in told[:limit]:
        first = Post.objects.filter(thread=thread, waits=False, hiding=None).order_by("id").first()
        if first is not None:
            first.thread = thread
            found.append(first)
    return found


def posts(
    thread: Thread, *, mine: Collection[int] = (), after: int = 0, before: int | None = None,
    limit: int = POSTS,
) -> list[Post]:  # fmt: skip
    """A page of a thread in order; ``before`` pages back. One that waits is seen by its author alone."""
    found = Post.objects.filter(thread=thread).select_related("hiding")
    found = found.filter(Q(waits=False) | Q(key__in=list(mine)))
    if before is not None:
        return list(found.filter(id__lt=before).order_by("-id")[:limit])[::-1]
    return list(found.filter(id__gt=after).order_by("id")[:limit])


def named(person: Person, group: Group) -> list[Mention]:
    """Where somebody was named on a board and has not looked yet, the latest first, each thread once."""
    unseen = Mention.objects.filter(
        key__person=person, seen_at=None, post__group=group, post__waits=False, post__hiding=None
    )
    found = unseen.select_related("post__thread").order_by("id")
    return list({one.post.thread_id: one for one in found[:NAMED]}.values())[::-1]


def reported(group: Group) -> int:
    """How many posts of a board wait for a moderator’s word."""
    waiting = Report.objects.filter(post__group=group, decided_at=None)
    return waiting.values("post").distinct().count()


def questioned(group: Group) -> list[Post]:
    """The posts of a board that wait for a moderator’s word, the longest waiting first."""
    asked = Q(reports__decided_at=None, reports__isnull=False)
    waiting = Post.objects.filter(asked, group=group).annotate(since=Min("reports__at"))
    return list(waiting.select_related("thread").order_by("since", "id")[:QUESTIONED])


def waiting_posts(asked: QuerySet[Report], *, limit: int) -> list[Post]:
    """The posts that some questions are about, each once, with what was asked; the longest waiting first."""
    found = Post.objects.filter(pk__in=asked.order_by().values("post")).annotate(
        since=Min("reports__at", filter=Q(reports__decided_at=None))
    )
    undecided = Report.objects.filter(decided_at=None).order_by("at", "id")
    whole = found.select_related("thread", "group").prefetch_related(
        Prefetch("reports", queryset=undecided, to_attr="asked")
    )
    return list(whole.order_by("since", "id")[:limit])


def hiding_of(post: Post) -> Hiding | None:
    """Why a post is hidden, if it is."""
    return Hiding.objects.filter(post=post).first()


def posts_for_staff(thread: Thread, *, after: int, limit: int) -> list[Post]:
    """A page of a thread with what waits and what is hidden."""
    found = Post.objects.filter(thread=thread, id__gt=after).select_related("hiding")
    return list(found.order_by("id")[:limit])


def members_page(group: Group, *, after: int, limit: int) -> list[Membership]:
    """A page of who is in a group, the latest first; ``after`` is the last one seen."""
    found = members(group).select_related("key__person")
    return list((found.filter(id__lt=after) if after else found)[:limit])


def for_list(groups: QuerySet[Group], *, q: str, region: str, kind: str) -> QuerySet[Group]:
    """Groups for a list, with when somebody last said something."""
    last = Thread.objects.filter(group=OuterRef("pk"), pinned=False, posts__gt=0)
    found = groups.select_related("region").annotate(
        last_word=Subquery(last.order_by("-last_at", "-id").values("last_at")[:1])
    )
    if q:
        found = found.filter(Q(name__icontains=q) | Q(slug__icontains=q))
    if region:
        found = found.filter(region=region)
    if kind:
        found = found.filter(kind=kind)
    return found.order_by(F("closed_at").asc(nulls_first=True), "kind", "name", "id")


def questions(post: Post) -> list[Report]:
    """What was asked about a post and is not answered yet."""
    return list(Report.objects.filter(post=post, decided_at=None).order_by("at", "id"))


def _threads(group: Group, mine: Collection[int]) -> QuerySet[Thread]:
    return Thread.objects.filter(Q(posts__gt=0) | Q(key__in=list(mine)), group=group)


def _now(person: Person) -> QuerySet[Membership]:
    return Membership.objects.filter(key__person=person, left_at=None)
