"""The only way to a task, a shift or a sign-up for somebody. Absent and not yours look the same.

A task without a region is everybody’s, so only whoever answers for every region runs it.
"""

from __future__ import annotations

from typing import TypeVar

from django.db.models import Model, QuerySet

from muster.accounts.models import Staff
from muster.kit import clock
from muster.kit.errors import NotFound
from muster.kit.scope import Scope, entered
from muster.people.models import IdentityKey, Person
from muster.volunteering import errors, links
from muster.volunteering.models import Feed, Shift, SignUp, Skill, Standing, Swap, Task

Row = TypeVar("Row", bound=Model)


def tasks(*, by: Staff) -> QuerySet[Task]:
    """Return every task ``by`` may see."""
    if not by.may("tasks.view"):
        return Task.objects.none()
    scope = by.scope
    if scope.everyone:
        return Task.objects.all()
    return Task.objects.filter(region__in=scope.regions)


def task(number: int, *, by: Staff) -> Task:
    """Return one task, or raise ``NotFound``."""
    found = tasks(by=by).select_related("region").filter(pk=number).first()
    if found is None:
        raise NotFound
    return found


def shift(number: int, *, by: Staff) -> Shift:
    """Return one shift of a task ``by`` may see, or raise ``NotFound``."""
    found = Shift.objects.filter(pk=number, task__in=tasks(by=by))
    return _one(found.select_related("task__region"))


def sign_up(number: int, shift: Shift) -> SignUp:
    """Return one sign-up of a shift already fetched, or raise ``NotFound``."""
    # Its person may live in another region, so the key is not asked for here.
    return _one(SignUp.objects.filter(shift=shift, pk=number))


def open_to_all(slug: str) -> Task:
    """Return the task that stands at a public address, or raise ``NotFound``; drafts stand nowhere."""
    found = Task.objects.filter(slug=slug, opened_at__isnull=False)
    return _one(found.select_related("region").prefetch_related("needs__skill"))


def open_shift(number: int, task: Task) -> Shift:
    """Return one shift of a public task, or raise ``NotFound``."""
    return _one(Shift.objects.filter(task=task, pk=number).select_related("task__region"))


def own(number: int, person: Person) -> SignUp:
    """Return a sign-up of the person themselves, or raise ``NotFound``."""
    theirs = SignUp.objects.filter(key__person=person, pk=number)
    return _one(theirs.select_related("shift__task__region", "key"))


def offered(number: int, shift: Shift) -> Swap:
    """Return an offer of a place in a shift already fetched, or raise ``NotFound``."""
    return _one(Swap.objects.filter(pk=number, sign_up__shift=shift))


def skill(number: int) -> Skill:
    """Return one word of the vocabulary, or raise ``NotFound``."""
    return _one(Skill.objects.filter(pk=number))


def standing(number: int, *, by: Staff) -> Standing:
    """Return what we know of somebody’s skill, if ``by`` may see that person."""
    seen = Standing.objects.filter(key__person__in=Person.objects.visible_to(by.scope))
    return _one(seen.filter(pk=number).select_related("skill", "key__person"))


def by_link(token: str) -> tuple[SignUp, int]:
    """The sign-up a mailed link belongs to, and the number of its person; the link must still be good."""
    told = links.read(token)
    if told is None:
        raise errors.UnknownLink
    # The mailbox holds the token, so one look beyond the visitor’s scope finds whose it is.
    with entered(Scope.EVERYONE):
        found = SignUp.objects.filter(pk=told.number).select_related("shift__task__region", "key")
        sign_up = found.first()
    if sign_up is None or sign_up.key.person_id is None:
        raise errors.UnknownLink
    if clock.now() >= sign_up.shift.ends_at:
        raise errors.Over
    if links.is_old(told):
        raise errors.LinkTooOld
    return sign_up, sign_up.key.person_id


def calendar(token: str) -> tuple[IdentityKey, int]:
    """Whose calendar stands at a secret address, or raise ``NotFound``."""
    told = links.read_calendar(token)
    if told is None:
        raise NotFound
    with entered(Scope.EVERYONE):
        feed = Feed.objects.filter(key=told.key_id, version=told.version)
        found = feed.select_related("key").first()
    if found is None or found.key.person_id is None:
        raise NotFound
    return found.key, found.key.person_id


def _one(found: QuerySet[Row]) -> Row:
    row = found.first()
    if row is None:
        raise NotFound
    return row
