"""The only way to a group for somebody: staff by their regions, members by belonging.

Absent and not yours look the same.
"""

from __future__ import annotations

from typing import Final

from django.db.models import Q, QuerySet

from muster.accounts.models import Staff
from muster.groups import queries
from muster.groups.models import Group, Leadership, Membership, Post, Report, Thread
from muster.kit.errors import NotFound
from muster.people.models import Person

VIEW: Final = "groups.view"
MODERATE: Final = "groups.moderate"
LEAD: Final = "groups.lead"


def groups(*, by: Staff) -> QuerySet[Group]:
    """Every group ``by`` may see: teams of their regions, and all topics for whoever has a region."""
    if not by.may(VIEW):
        return Group.objects.none()
    scope = by.scope
    if scope.everyone:
        return Group.objects.all()
    if not scope.regions:
        return Group.objects.none()
    return Group.objects.filter(Q(region__in=scope.regions) | Q(kind=Group.Kind.TOPIC))


def group(number: int, *, by: Staff) -> Group:
    """Return one group, or raise ``NotFound``."""
    found = groups(by=by).select_related("region").filter(pk=number).first()
    if found is None:
        raise NotFound
    return found


def keeps(group: Group, *, by: Staff) -> bool:
    """Whether ``by`` may change the group itself: a topic belongs to everybody, so to every-region staff."""
    return by.may(LEAD) and by.scope.holds(group.region_id)


def leadership(number: int, group: Group) -> Leadership:
    """Return one set of rights of a group already fetched, or raise ``NotFound``."""
    found = Leadership.objects.filter(group=group, pk=number, to_at=None).first()
    if found is None:
        raise NotFound
    return found


def membership(number: int, group: Group) -> Membership:
    """Return one member of a group already fetched, or raise ``NotFound``."""
    found = queries.members(group).filter(pk=number).first()
    if found is None:
        raise NotFound
    return found


def waiting(*, by: Staff) -> QuerySet[Report]:
    """Every question to the moderators that ``by`` may answer, oldest first."""
    if not by.may(MODERATE):
        return Report.objects.none()
    found = Report.objects.filter(decided_at=None, post__group__in=groups(by=by))
    return found.order_by("at", "id")


def post_for_staff(number: int, *, by: Staff) -> Post:
    """Return one post that ``by`` may moderate, or raise ``NotFound``."""
    if not by.may(MODERATE):
        raise NotFound
    found = Post.objects.filter(pk=number, group__in=groups(by=by))
    return _one(found.select_related("group", "thread"))


def open_to_all(slug: str) -> Group:
    """Return the group at a public address, or raise ``NotFound``."""
    found = Group.objects.select_related("region").filter(slug=slug).first()
    if found is None:
        raise NotFound
    return found


def of_member(slug: str, person: Person) -> tuple[Group, Membership]:
    """Return a group with the membership of somebody in it, or raise ``NotFound``."""
    group = open_to_all(slug)
    mine = queries.membership_of(person, group)
    if mine is None:
        raise NotFound
    return group, mine


def thread(number: int, group: Group, person: Person) -> Thread:
    """Return a thread of a group somebody is in; one that waits only to whoever began it."""
    mine = queries.keys_of(person)
    found = Thread.objects.filter(Q(posts__gt=0) | Q(key__in=mine), group=group, pk=number).first()
    if found is None:
        raise NotFound
    return found


def thread_for_staff(number: int, group: Group) -> Thread:
    """Return a thread of a group already fetched for staff, or raise ``NotFound``."""
    found = Thread.objects.filter(group=group, pk=number).first()
    if found is None:
        raise NotFound
    return found


def post(number: int, thread: Thread, person: Person) -> Post:
    """Return a post that somebody can read in a thread they can read, or raise ``NotFound``."""
    readable = Post.objects.filter(thread=thread, pk=number, hiding=None).filter(
        Q(waits=False) | Q(key__person=person)
    )
    return _one(readable.select_related("group", "thread"))


def own_post(number: int, thread: Thread, person: Person) -> Post:
    """Return a post of one’s own, or raise ``NotFound``."""
    mine = Post.objects.filter(thread=thread, pk=number, hiding=None, key__person=person)
    return _one(mine.select_related("group", "thread"))


def post_of_board(number: int, thread: int, group: Group) -> Post:
    """Return a post for whoever moderates this board, or raise ``NotFound``."""
    found = Post.objects.filter(pk=number, thread=thread, group=group, hiding=None)
    return _one(found.select_related("group", "thread"))


def _one(found: QuerySet[Post]) -> Post:
    first = found.first()
    if first is None:
        raise NotFound
    return first
