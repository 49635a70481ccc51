"""Makes a drive, or changes one: its goal, its time, its words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import IntegrityError, transaction

from muster.accounts.models import Staff
from muster.audit import actions as audit
from muster.drives import codes, counting, errors
from muster.drives.models import Drive, Link
from muster.kit.text import clean
from muster.places.models import Region

WALL: Final = "wall"


@dataclass(frozen=True, slots=True)
class Told:
    """What somebody says of a drive."""

    slug: str
    title: str
    currency: str
    people: int
    each_minor: int
    starts_at: datetime
    ends_at: datetime
    zone: str
    story: str = ""
    suggested: tuple[int, ...] = ()
    parent: Drive | None = None
    region: Region | None = None
    names: str = Drive.Names.HELD
    earlier: bool = False


@transaction.atomic
def keep_drive(*, drive: Drive | None, told: Told, by: Staff, at: datetime) -> Drive:
    """Keep it as told. Refused where time, money or family would make no sense, or the region is another’s."""
    held = (
        Drive.objects.select_for_update().get(pk=drive.pk)
        if drive
        else Drive(made_at=at, made_by=by)
    )
    _check(held, told, by)
    held.slug, held.title = told.slug, clean(told.title)[:120]
    held.story = told.story.replace("\r\n", "\n").strip()
    held.currency, held.people, held.each_minor = told.currency, told.people, told.each_minor
    held.starts_at, held.ends_at, held.zone = told.starts_at, told.ends_at, told.zone
    held.suggested = list(told.suggested) or [told.each_minor]
    held.parent, held.region, held.names = told.parent, told.region, told.names
    held.earlier = told.earlier
    try:
        with transaction.atomic():
            held.save()
    except IntegrityError as error:
        raise errors.SlugTaken from error
    if drive is None and not held.earlier:
        # The code on the wall leads through a link of ours.
        Link.objects.create(
            code=codes.of_wall(held.pk), drive=held, kind=Link.Kind.PLACE, channel=WALL, made_at=at
        )
    audit.record(
        by=by,
        verb="drive.changed" if drive else "drive.made",
        subject=str(held),
        at=at,
        people=held.people,
        each=held.each_minor,
        currency=held.currency,
    )
    return held


def _check(held: Drive, told: Told, by: Staff) -> None:
    if told.ends_at <= told.starts_at:
        raise errors.EndsTooSoon
    if not by.scope.holds(told.region.pk if told.region else None):
        raise errors.NotYours
    if told.parent is not None:
        family = {one.pk for one in counting.family(held)} if held.pk else set()
        if told.parent.pk in family:
            raise errors.InACircle
        if told.parent.currency != told.currency:
            raise errors.OtherCurrency
    if held.pk and held.currency != told.currency:
        counted = counting.count(counting.purposes(held), held.currency)
        if counted.last_at is not None:
            raise errors.MoneyIsThere
        if held.children.exists():
            raise errors.OtherCurrency
