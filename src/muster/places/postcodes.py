"""Postcodes as people write them, made one form per country; nothing here guesses a lost digit."""

import re
import unicodedata
from collections.abc import Callable

from django.utils.translation import gettext as _

from muster.places.countries import COUNTRIES


class Malformed(ValueError):
    """This is not a postcode of that country; the message says what one looks like."""


def normalise(country: str, raw: str) -> str:
    """Return the one written form of ``raw``: "75001", "SW1A 1AA" or "SW1A", "00-001", "10001"."""
    known = COUNTRIES.get(country.upper())
    if known is None:
        raise Malformed(_("We do not know the postcodes of “%(country)s”.") % {"country": country})
    if raw.isascii() and known.shape.fullmatch(raw):
        return raw
    tidy = _TIDY[known.code](_plain(raw))
    if not known.shape.fullmatch(tidy):
        raise Malformed(
            _("“%(raw)s” is not a postcode of this country. One looks like %(example)s.")
            % {"raw": raw.strip()[:20], "example": known.example}
        )
    return tidy


def levels(country: str, code: str) -> tuple[str, ...]:
    """Return the prefixes of a normalised code, the widest area first, the code itself last."""
    if country == "GB":
        return _british_levels(code)
    digits = code.replace("-", "")
    # An American area has three digits: 005 alone is in New York, the rest of 00 is not.
    shortest = 3 if country == "US" else 2
    return tuple([digits[:length] for length in range(shortest, len(digits) + 1)])


def _plain(raw: str) -> str:
    text = unicodedata.normalize("NFKC", raw).upper()
    return re.sub(r"[\s\u2010-\u2015\u2212._-]+", " ", text).strip()


def _american(text: str) -> str:
    # The four digits after a ZIP name a mail round, which no region depends on.
    match = re.fullmatch(r"(?:US )?(\d{5})(?: ?\d{4})?", text, re.ASCII)
    return match[1] if match else ""


def _french(text: str) -> str:
    # Business and forces mail has a word and an office after the code; Corsica may come as 2A or 2B.
    text = re.sub(r"( (CEDEX|SP|AIR|ARMEES|CITYSSIMO))+( \d{1,2})?$", "", text)
    text = re.sub(r"^(FR|F) (?=\d)", "", text)
    return re.sub(r"^2[AB] ?(?=\d{3}$)", "20", text).replace(" ", "")


def _italian(text: str) -> str:
    return re.sub(r"^(IT|I) (?=\d)", "", text).replace(" ", "")


def _polish(text: str) -> str:
    match = re.fullmatch(r"(?:PL )?(\d{2}) ?(\d{3})", text, re.ASCII)
    return f"{match[1]}-{match[2]}" if match else ""


def _british(text: str) -> str:
    joined = text.replace(" ", "")
    match = re.fullmatch(r"(GIR|[A-Z]{1,2}\d[A-Z\d]?)(\d[A-Z]{2})", joined, re.ASCII)
    return f"{match[1]} {match[2]}" if match else joined


def _british_levels(code: str) -> tuple[str, ...]:
    # Never by letters alone: M9 is no part of M90. So area, district, and the district's own letter.
    outward = code.split(" ", maxsplit=1)[0]
    match = re.match(r"([A-Z]+)(\d*)", outward)
    if match is None:
        return (outward,)
    district = match[0]
    return (match[1], district) if district == outward else (match[1], district, outward)


_TIDY: dict[str, Callable[[str], str]] = {
    "FR": _french,
    "GB": _british,
    "IT": _italian,
    "PL": _polish,
    "US": _american,
}
