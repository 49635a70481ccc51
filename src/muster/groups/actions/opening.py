"""Opens the team of a region the first time somebody who lives there comes."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.db import IntegrityError, transaction
from django.utils.text import slugify

from muster.audit import actions as audit
from muster.groups.models import Group
from muster.kit.actors import system
from muster.kit.text import fold
from muster.places.models import Region

_LANGUAGES: Final = {"IT": "it", "PL": "pl", "FR": "fr"}


def of_region(region: Region, *, at: datetime) -> Group:
    """The open team of a region; opened if there is none. Two at once open one."""
    found = _open(region)
    if found is not None:
        return found
    try:
        with transaction.atomic():
            return _make(region, at)
    except IntegrityError:
        found = _open(region)
        if found is None:
            raise
        return found


def _open(region: Region) -> Group | None:
    return Group.objects.filter(kind=Group.Kind.REGION, region=region, closed_at=None).first()


def _make(region: Region, at: datetime) -> Group:
    made = Group.objects.create(
        slug=_slug(region), name=region.name, kind=Group.Kind.REGION, region=region,
        language=_LANGUAGES.get(region.country, "en"), opened_at=at,
    )  # fmt: skip
    audit.record(by=system("groups"), verb="group.opened", subject=str(made), at=at)
    return made


def _slug(region: Region) -> str:
    """The region’s name as an address; with its code where a name stands twice on the map."""
    plain = slugify(fold(region.name))[:40] or region.code.lower()
    if not Group.objects.filter(slug=plain).exists():
        return plain
    first = f"{plain}-{region.code.lower()}"
    if not Group.objects.filter(slug=first).exists():
        return first
    return f"{first}-{Group.objects.filter(region=region).count() + 1}"
