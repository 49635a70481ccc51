"""The countries whose postcodes we understand, and how each looks on paper."""

import re
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Country:
    """One country: its name, the shape of its postcodes, and one example to show people."""

    code: str
    name: str | Promise
    shape: re.Pattern[str]
    example: str
    language: str
    calling_code: str


COUNTRIES: dict[str, Country] = {
    country.code: country
    for country in (
        Country("FR", _("France"), re.compile(r"\d{5}"), "75001", "fr", "33"),
        Country(
            "GB",
            _("United Kingdom"),
            re.compile(r"(GIR|[A-Z]{1,2}\d[A-Z\d]?)( \d[A-Z]{2})?"),
            "SW1A 1AA",
            "en",
            "44",
        ),
        Country("IT", _("Italy"), re.compile(r"\d{5}"), "20121", "it", "39"),
        Country("PL", _("Poland"), re.compile(r"\d{2}-\d{3}"), "00-001", "pl", "48"),
        Country("US", _("United States"), re.compile(r"\d{5}"), "10001", "en", "1"),
    )
}


def choices() -> list[tuple[str, str]]:
    """Return code and translated name of each country, in the reader's alphabetical order."""
    return sorted(((code, str(c.name)) for code, c in COUNTRIES.items()), key=lambda pair: pair[1])
