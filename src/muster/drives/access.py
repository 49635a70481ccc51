"""The only way to a drive for a member of staff. Absent and not yours look the same.

A drive without a region is everybody’s, so only whoever answers for every region runs it.
"""

from __future__ import annotations

from django.db.models import QuerySet

from muster.accounts.models import Staff
from muster.drives.models import Drive, Match, Milestone
from muster.kit.errors import NotFound


def drives(*, by: Staff) -> QuerySet[Drive]:
    """Return every drive ``by`` may see."""
    if not by.may("drives.view"):
        return Drive.objects.none()
    scope = by.scope
    if scope.everyone:
        return Drive.objects.all()
    return Drive.objects.filter(region__in=scope.regions)


def drive(number: int, *, by: Staff) -> Drive:
    """Return one drive, or raise ``NotFound``."""
    found = drives(by=by).select_related("region", "parent").filter(pk=number).first()
    if found is None:
        raise NotFound
    return found


def open_to_all(slug: str) -> Drive:
    """Return the drive that stands at a public address, or raise ``NotFound``."""
    found = Drive.objects.select_related("parent").filter(slug=slug).first()
    if found is None:
        raise NotFound
    return found


def milestone(number: int, drive: Drive) -> Milestone:
    """Return one milestone of a drive already fetched, or raise ``NotFound``."""
    found = Milestone.objects.filter(drive=drive, pk=number).first()
    if found is None:
        raise NotFound
    return found


def match(number: int, drive: Drive) -> Match:
    """Return one match of a drive already fetched, or raise ``NotFound``."""
    found = Match.objects.filter(drive=drive, pk=number).first()
    if found is None:
        raise NotFound
    return found
