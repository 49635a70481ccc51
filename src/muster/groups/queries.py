"""Questions about groups: who is in which, who leads, what is new on a board. A page of a board is one query."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.db.models import Q, QuerySet

from muster.groups.models import Group, Leadership, Membership, Mention, Post, Thread
from muster.people.models import IdentityKey

if TYPE_CHECKING:
    from muster.people.models import Person

THREADS: Final = 30
POSTS: Final = 30
NAMED: Final = 20


def team_of(person: Person) -> Group | None:
    """The open team of a region they belong to now; of two, that of where they live."""
    theirs = _now(person).filter(group__kind=Group.Kind.REGION, group__closed_at=None)
    groups = [one.group for one in theirs.select_related("group").order_by("-joined_at", "-id")]
    here = [one for one in groups if one.region_id == person.region_id]
    return next(iter([*here, *groups]), None)


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
    """Where somebody was named on a board and has not looked yet, latest first."""
    unseen = Mention.objects.filter(
        key__person=person, seen_at=None, post__group=group, post__waits=False, post__hiding=None
    )
    return list(unseen.select_related("post__thread").order_by("-id")[:NAMED])


def _threads(group: Group, mine: Collection[int]) -> QuerySet[Thread]:
    return Thread.objects.filter(Q(posts__gt=0) | Q(key__in=list(mine)), group=group)


def _now(person: Person) -> QuerySet[Membership]:
    return Membership.objects.filter(key__person=person, left_at=None)
