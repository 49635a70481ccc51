"""Questions of pages about shifts: somebody’s own, a task’s, and those that are short of people."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from django.db.models import Count, F, Q, QuerySet

from muster.accounts.models import Staff
from muster.groups.models import Group
from muster.kit import clock
from muster.kit.scope import Scope, entered
from muster.people.models import IdentityKey, Person, Trait
from muster.volunteering import access, standings
from muster.volunteering.finding import Filters, Found, open_tasks
from muster.volunteering.models import (
    Away,
    Feed,
    Free,
    Need,
    Readiness,
    Shift,
    SignUp,
    Skill,
    Standing,
    Swap,
    Task,
)  # fmt: skip

__all__ = ["Filters", "Found", "open_tasks"]

SOON = timedelta(days=7)
KEPT = timedelta(days=90)


def coming(people: Collection[int], *, at: datetime) -> QuerySet[SignUp]:
    """The places these people hold in shifts that are not over, the soonest first."""
    held = SignUp.objects.filter(
        key__person__in=people,
        place=SignUp.Place.IN,
        left_at=None,
        done_at=None,
        missed_at=None,
        shift__called_off_at=None,
        shift__ends_at__gt=at,
    )
    return held.select_related("shift__task__region", "key").order_by("shift__starts_at", "id")


def next_shift(person: Person) -> SignUp | None:
    """The next shift somebody is in."""
    return coming([person.pk], at=clock.now()).first()


def next_of_group(group: Group, *, at: datetime) -> Shift | None:
    """The next shift that is open to a team: of its own tasks, or of those in its region that are nobody’s."""
    theirs = Q(task__group=group)
    if group.region_id is not None:
        theirs |= Q(task__group=None, task__region=group.region_id)
    coming = Shift.objects.filter(theirs, called_off_at=None, starts_at__gt=at)
    held = coming.filter(task__opened_at__isnull=False, task__ended_at=None)
    # What is the team’s own comes before what is anybody’s.
    first = F("task__group").asc(nulls_last=True)
    return held.select_related("task").order_by(first, "starts_at", "id").first()


def shifts_of(person: Person) -> list[SignUp]:
    """Every place somebody holds, waits for or held, the latest shift first; those given up are left out."""
    theirs = SignUp.objects.filter(key__person=person, left_at=None)
    found = theirs.select_related("shift__task__region", "key")
    return list(found.order_by("-shift__starts_at", "-id")[:200])


def for_calendar(person: int, *, at: datetime) -> list[SignUp]:
    """The places of somebody in shifts to come and of the last months, called off ones too."""
    held = SignUp.objects.filter(
        key__person=person, left_at=None, place=SignUp.Place.IN, shift__ends_at__gt=at - KEPT
    )
    return list(held.select_related("shift__task").order_by("shift__starts_at", "id")[:500])


def offers_of(person: Person) -> dict[int, Swap]:
    """The places somebody offers to others now, by sign-up."""
    offers = Swap.objects.filter(sign_up__key__person=person, ended_at=None)
    return {offer.sign_up_id: offer for offer in offers}


def places_in_line(sign_ups: Sequence[SignUp]) -> dict[int, int]:
    """Which in the line each of these is who waits, from one, by sign-up.

    Whoever asks may not see who stands before them, only how many do.
    """
    waiting = [one for one in sign_ups if one.waits]
    if not waiting:
        return {}
    with entered(Scope.EVERYONE):
        line = SignUp.objects.filter(
            shift__in={one.shift_id for one in waiting}, left_at=None, place=SignUp.Place.WAITING
        )
        rows = line.order_by("shift", "at", "id").values_list("shift_id", "pk")
        found: dict[int, int] = {}
        counted: dict[int, int] = {}
        for shift, number in rows:
            counted[shift] = found[number] = counted.get(shift, 0) + 1
    return {one.pk: found[one.pk] for one in waiting if one.pk in found}


def shifts_to_take(task: Task, *, at: datetime) -> list[Shift]:
    """The shifts of a task that somebody may still sign up for, or read that they were called off."""
    found = Shift.objects.filter(task=task, starts_at__gt=at)
    return list(found.order_by("starts_at", "id")[:60])


def own_places(person: Person, task: Task) -> dict[int, SignUp]:
    """What somebody holds or waits for in a task, by shift."""
    theirs = SignUp.objects.filter(key__person=person, shift__task=task, left_at=None)
    return {sign_up.shift_id: sign_up for sign_up in theirs}


def short(*, by: Staff, at: datetime, within: timedelta | None = None) -> QuerySet[Shift]:
    """Coming shifts of open tasks that want more people, the soonest first."""
    tasks = access.tasks(by=by).filter(opened_at__isnull=False, ended_at=None)
    found = Shift.objects.filter(
        task__in=tasks, called_off_at=None, starts_at__gt=at, taken__lt=F("slots")
    )
    if within is not None:
        found = found.filter(starts_at__lt=at + within)
    return found.select_related("task__region").order_by("starts_at", "id")


def for_list(*, by: Staff, at: datetime) -> list[Task]:
    """Every task a member of staff runs: with its next shift and how many people it is short of."""
    coming = Q(shifts__starts_at__gt=at, shifts__called_off_at=None)
    found = access.tasks(by=by).select_related("region")
    counted = found.annotate(
        coming=Count("shifts", filter=coming),
    )
    return list(counted.order_by(F("ended_at").desc(nulls_first=True), "-id")[:200])


def shifts_of_task(task: Task) -> list[Shift]:
    """All shifts of a task with how many wait, the next ones last."""
    waiting = Count(
        "sign_ups", filter=Q(sign_ups__left_at=None, sign_ups__place=SignUp.Place.WAITING)
    )
    found = Shift.objects.filter(task=task).annotate(waiting=waiting)
    return list(found.order_by("starts_at", "id")[:400])


def needs_of(task: Task) -> list[Need]:
    """What skills a task asks for."""
    return list(Need.objects.filter(task=task).select_related("skill").order_by("skill__slug"))


def people_of(shift: Shift) -> list[SignUp]:
    """Who is on the list of a shift, in first, then the line, then those who gave their place up.

    The key is put in only where the reader may see the person: others stand there without a name.
    """
    rows = list(SignUp.objects.filter(shift=shift).order_by("left_at", "place", "at", "id")[:500])
    keys = IdentityKey.objects.filter(pk__in=[row.key_id for row in rows])
    known = {key.pk: key for key in keys.select_related("person")}
    for row in rows:
        # What the database hides is None here, and never asked for again.
        row.seen = known.get(row.key_id)  # type: ignore[attr-defined]
    return rows


def offers_in(shift: Shift) -> dict[int, Swap]:
    """The places of a shift that are on offer, by sign-up."""
    return {one.sign_up_id: one for one in Swap.objects.filter(sign_up__shift=shift, ended_at=None)}


def key_by_address(address: str, *, by: Staff) -> IdentityKey | None:
    """The e-mail key of a person a member of staff may see."""
    seen = Person.objects.visible_to(by.scope).living()
    found = IdentityKey.objects.filter(kind="email", value=address, person__in=seen)
    return found.select_related("person").first()


def first_key(person: Person) -> IdentityKey | None:
    """The key that what we say of a person hangs on: the oldest, an e-mail address before others."""
    found = list(IdentityKey.objects.filter(person=person).select_related("person").order_by("id"))
    return next((key for key in found if key.kind == "email"), found[0] if found else None)


def vocabulary(*, retired: bool = False) -> list[Skill]:
    """The words for skills, in order."""
    found = Skill.objects.all() if retired else Skill.objects.filter(retired_at=None)
    return list(found.order_by("slug"))


def standings_of(person: Person) -> list[Standing]:
    """What we know of each skill of a person now."""
    held = Standing.objects.filter(key__person=person, ended_at=None).select_related("skill")
    newest: dict[int, Standing] = {}
    for standing in held.order_by("at", "id"):
        newest[standing.skill_id] = standing
    return sorted(newest.values(), key=lambda one: one.skill.slug)


def imported_skills(person: Person) -> set[str]:
    """The words for skills that hold of somebody, whoever brought them."""
    held = Trait.objects.filter(person=person, kind=standings.TRAIT, to_at=None)
    return set(held.values_list("value", flat=True))


def to_prove(*, by: Staff) -> list[Standing]:
    """What people claim of skills that count only once proved, the oldest claim first."""
    seen = Person.objects.visible_to(by.scope).living()
    claimed = Standing.objects.filter(
        state=Standing.State.CLAIMED, ended_at=None, skill__needs_proof=True, key__person__in=seen
    )
    return list(claimed.select_related("skill", "key__person").order_by("at", "id")[:200])


def readiness_of(person: Person) -> Readiness | None:
    """How somebody is ready to help, if they said."""
    return Readiness.objects.filter(key__person=person).order_by("-updated_at", "-id").first()


def free_of(person: Person) -> list[Free]:
    """The times of each week somebody is free."""
    found = Free.objects.filter(key__person=person)
    return list(found.order_by("weekday", "start_minute", "id"))


def away_of(person: Person) -> list[Away]:
    """The days somebody is away."""
    return list(Away.objects.filter(key__person=person).order_by("first", "id"))


def calendar_of(person: Person) -> Feed | None:
    """The secret calendar of somebody, if they made one."""
    return Feed.objects.filter(key__person=person).order_by("id").first()


def own_free(number: int, person: Person) -> Free | None:
    """A free time of the person themselves."""
    return Free.objects.filter(key__person=person, pk=number).first()


def own_away(number: int, person: Person) -> Away | None:
    """An absence of the person themselves."""
    return Away.objects.filter(key__person=person, pk=number).first()
