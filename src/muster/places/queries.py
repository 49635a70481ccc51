"""Which region a postcode lies in, and about where. Says when it does not know, and never guesses."""

from dataclasses import dataclass, replace
from functools import cache
from typing import TypeVar

from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _

from muster.places import postcodes, tables
from muster.places.countries import COUNTRIES
from muster.places.models import Region

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Located:
    """Where a postcode lies: a region's code, or the codes it may be, or why nobody can say."""

    region: str | None = None
    ambiguous: tuple[str, ...] = ()
    latitude: float | None = None
    longitude: float | None = None
    reason: str = ""
    postcode: str = ""


def locate(country: str, postcode: str) -> Located:
    """Look up a postcode in the package's tables, without touching the database."""
    country = country.upper()
    try:
        code = postcodes.normalise(country, postcode)
    except postcodes.Malformed as error:
        return Located(reason=str(error))
    regions = _longest(postcodes.levels(country, code), tables.prefixes(country)) or ()
    return replace(around(country, code), reason=_reason(regions, country, code), postcode=code)


def around(country: str, code: str) -> Located:
    """Where a normalised postcode of one of our countries lies, without words; quick, for lists."""
    return _longest(postcodes.levels(country, code), _known_levels(country)) or Located()


def regions() -> QuerySet[Region]:
    """Return every region by country and name, for lists that people choose from."""
    return Region.objects.order_by("country", "name", "code")


def zones() -> list[str]:
    """Return the time zones of our regions, for a list that people choose from."""
    found = Region.objects.order_by("zone").values_list("zone", flat=True).distinct()
    return sorted({*found, "UTC"})


def usual_zone(country: str) -> str:
    """The time zone most regions of a country have; UTC where we know none of it."""
    zones = Region.objects.filter(country=country).values_list("zone", flat=True)
    common = zones.annotate(n=Count("code")).order_by("-n", "zone").first()
    return common or "UTC"


@cache
def _known_levels(country: str) -> dict[str, Located]:
    """Everything the tables say, by the longest beginning that decides it."""
    prefixes, centres = tables.prefixes(country), tables.centres(country)
    return {level: _at(country, level) for level in prefixes.keys() | centres.keys()}


def _at(country: str, level: str) -> Located:
    levels = postcodes.levels(country, level)
    regions = _longest(levels, tables.prefixes(country)) or ()
    centre = _longest(levels, tables.centres(country))
    return Located(
        region=regions[0] if len(regions) == 1 and regions[0] != tables.OUTSIDE else None,
        ambiguous=regions if len(regions) > 1 else (),
        latitude=centre.latitude if centre else None,
        longitude=centre.longitude if centre else None,
    )


def _longest(levels: tuple[str, ...], table: dict[str, T]) -> T | None:
    for level in reversed(levels):
        if level in table:
            return table[level]
    return None


def _reason(regions: tuple[str, ...], country: str, code: str) -> str:
    facts = {"code": code, "country": str(COUNTRIES[country].name)}
    if not regions:
        return _("No postcode of %(country)s begins like %(code)s.") % facts
    if regions == (tables.OUTSIDE,):
        return _("%(code)s is used outside the regions of %(country)s.") % facts
    if len(regions) > 1:
        return _("%(code)s lies in more than one region; choose one.") % facts
    return ""
