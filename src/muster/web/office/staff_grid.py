"""The grid of roles by regions: who holds which role where, one glance."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from muster.accounts.queries import regions_in_use
from muster.accounts.roles import ROLES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from muster.accounts.models import Staff


class Row(NamedTuple):
    """One region, or all of them, and the holders of each role there."""

    where: str
    cells: list[list[Staff]]


def grid(everyone: Iterable[Staff]) -> list[Row]:
    """Return “every region” first, then each region that somebody is limited to."""
    active = [staff for staff in everyone if staff.is_active]
    rows = [Row(_("Every region"), _cells([staff for staff in active if staff.every_region]))]
    language = get_language() or "en"
    for region in regions_in_use():
        here = [s for s in active if not s.every_region and region.code in s.scope.regions]
        rows.append(Row(region.name_in(language), _cells(here)))
    return rows


def _cells(staff: list[Staff]) -> list[list[Staff]]:
    return [[one for one in staff if role in one.roles] for role in ROLES.values()]
