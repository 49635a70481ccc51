"""Questions of pages about rows of a drive; sums stand in ``counting``."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from django.db.models import Q

from muster.drives.models import Drive, Giving, Link

MOST: Final = 100


def named(entries: Collection[int]) -> dict[int, Giving]:
    """What is known of some gifts, by the number of their entry; names that are held, too."""
    return {one.pk: one for one in Giving.objects.filter(pk__in=entries)}


def handed_out(drive: Drive) -> list[Link]:
    """The links that staff made, and that of the wall; those of givers make themselves."""
    ours = Link.objects.filter(drive=drive).filter(~Q(label="") | Q(kind=Link.Kind.PLACE))
    return list(ours.order_by("kind", "label", "id")[:MOST])
