"""Makes a task or changes one, opens it, ends it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from django.db import IntegrityError, transaction
from django.utils.text import slugify

from muster.accounts.models import Staff
from muster.accounts.queries import organisation
from muster.audit import actions as audit
from muster.groups.models import Group
from muster.kit import ids
from muster.kit.text import clean, fold
from muster.places import queries as places
from muster.places.models import Region
from muster.volunteering import errors
from muster.volunteering.actions.shifts import call_off
from muster.volunteering.models import Need, Shift, Skill, Task
from muster.volunteering.models.readiness import ACCESS

LONGEST_ABOUT: Final = 5_000


@dataclass(frozen=True, slots=True)
class Told:
    """What somebody says of a task. ``needs`` names skills, each with whether only a proof will do."""

    title: str
    minutes: int
    about: str = ""
    online: bool = False
    country: str = ""
    postcode: str = ""
    place: str = ""
    contact: str = ""
    languages: tuple[str, ...] = ()
    access: tuple[str, ...] = ()
    needs: tuple[tuple[Skill, bool], ...] = field(default=())
    slug: str = ""
    group: Group | None = None


@transaction.atomic
def keep_task(*, task: Task | None, told: Told, by: Staff, at: datetime) -> Task:
    """Keep what was said; a new task is a draft."""
    title = clean(told.title)[:120]
    if not title:
        raise errors.NoWords
    if not set(told.access) <= set(ACCESS):
        raise errors.UnknownChoice("access")
    held = Task(made_at=at, made_by=by) if task is None else _hold(task)
    held.title, held.about = title, told.about.replace("\x00", "").strip()[:LONGEST_ABOUT]
    held.minutes, held.contact = told.minutes, clean(told.contact)[:200]
    held.languages, held.access = sorted(set(told.languages)), sorted(set(told.access))
    held.group = told.group
    _settle(held, told, by)
    if task is None or told.slug:
        held.slug = _slug(told.slug or title, new=not told.slug)
    try:
        with transaction.atomic():
            held.save()
    except IntegrityError as error:
        raise errors.SlugTaken from error
    _need(held, told)
    audit.record(by=by, verb="task.kept", subject=str(held), at=at, new=task is None)
    return held


@transaction.atomic
def open_task(*, task: Task, by: Staff, at: datetime) -> Task:
    """Let everybody see it and sign up; an open task stays open."""
    held = _hold(task)
    if held.state == "ended":
        raise errors.NotOpen
    if held.opened_at is None:
        held.opened_at = at
        held.save(update_fields=["opened_at"])
        audit.record(by=by, verb="task.opened", subject=str(held), at=at)
    return held


@transaction.atomic
def end_task(*, task: Task, reason: str, by: Staff, at: datetime) -> Task:
    """End it. Its coming shifts are called off, and everybody on them is told why."""
    held = _hold(task)
    if held.state == "ended":
        raise errors.NotOpen
    coming = Shift.objects.filter(task=held, called_off_at=None, starts_at__gt=at)
    words = clean(reason)[:500]
    if not words and coming.filter(sign_ups__left_at=None, sign_ups__isnull=False).exists():
        raise errors.NoReason
    for shift in coming.order_by("id"):
        call_off(shift=shift, reason=words or "–", by=by, at=at)
    held.ended_at, held.end_reason = at, words
    held.save(update_fields=["ended_at", "end_reason"])
    audit.record(by=by, verb="task.ended", subject=str(held), at=at)
    return held


def _hold(task: Task) -> Task:
    return Task.objects.select_for_update(of=("self",)).get(pk=task.pk)


def _settle(held: Task, told: Told, by: Staff) -> None:
    """Where it is: the region and the middle of its postcode; an online task may be nowhere."""
    held.online, held.place = told.online, clean(told.place)[:200]
    held.country, held.postcode = "", ""
    held.region, held.latitude, held.longitude = None, None, None
    if told.postcode:
        found = places.locate(told.country, told.postcode)
        held.region = Region.objects.filter(pk=found.region or "").first()
        if held.region is None:
            raise errors.NoPlace(found.reason)
        held.country, held.postcode = told.country.upper(), found.postcode
        held.latitude, held.longitude = found.latitude, found.longitude
    elif not told.online:
        raise errors.NoPlace
    scope = by.scope
    if not scope.everyone and not scope.holds(held.region_id):
        raise errors.NotYours
    usual = places.usual_zone(told.country.upper() or organisation().country)
    held.zone = held.region.zone if held.region else usual


def _need(held: Task, told: Told) -> None:
    Need.objects.filter(task=held).delete()
    Need.objects.bulk_create(
        Need(task=held, skill=skill, proved=proved) for skill, proved in told.needs
    )


def _slug(words: str, *, new: bool) -> str:
    """A readable address; a new task gets some signs more, since many have the same title."""
    base = slugify(fold(words))[:60].strip("-") or "task"
    return f"{base}-{ids.token()[:6].lower().replace('_', '0').replace('-', '1')}" if new else base
