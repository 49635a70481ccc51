"""Cells to values: countries, days, yes and no, lists. A cell that does not fit raises, never guesses."""

import re
import unicodedata
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from functools import cache, lru_cache

from babel import Locale

from muster.places.countries import COUNTRIES

NO_DECOMPOSITION = str.maketrans({"ł": "l", "ß": "ss", "ø": "o", "æ": "ae"})
LANGUAGES = ("en", "de", "fr", "it", "pl")
NICKNAMES = {
    "usa": "US",
    "u s a": "US",
    "uk": "GB",
    "england": "GB",
    "scotland": "GB",
    "wales": "GB",
}
YES = frozenset({"y", "yes", "true", "1", "t", "x", "on", "ja", "oui", "si", "tak", "subscribed"})
NO = frozenset(
    {"n", "no", "false", "0", "f", "off", "nein", "non", "nie", "unsubscribed", "cleaned", "non subscribed"}
)  # fmt: skip
ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ](\d{1,2}):(\d\d)(?::(\d\d))?)?")
SLASHED = re.compile(
    r"(\d{1,2})[./-](\d{1,2})[./-](\d{2,4})(?:[ ,T]+(\d{1,2}):(\d\d)(?::(\d\d))?)?"
)
OFFSET = re.compile(r"([+-])(\d\d):?(\d\d)$")
AMOUNT = re.compile(r"[^\d.,-]*(\d[\d.,\s'’]*)[^\d]*")
MONTHS = 12
CENTURY = 100
NOON = 12
QUOTED = re.compile(r'"((?:[^"]|"")*)"')
ESCAPED_COMMA = "\\,"


class Unreadable(ValueError):
    """This cell does not hold what its column promises."""


@lru_cache(maxsize=5_000)
def folded(heading: str) -> str:
    """A heading or word without case, accents, signs and spare spaces."""
    plain = unicodedata.normalize("NFKD", heading.casefold().translate(NO_DECOMPOSITION))
    kept = "".join(c if c.isalnum() else " " for c in plain if not unicodedata.combining(c))
    return " ".join(kept.split())


@cache
def _country_names() -> dict[str, str]:
    names = dict(NICKNAMES)
    for language in LANGUAGES:
        for code, name in Locale(language).territories.items():
            if len(code) == 2:
                names.setdefault(folded(name), code)
    return names


@lru_cache(maxsize=5_000)
def country(raw: str) -> str:
    """The ISO code of a country written as a code or as a name in one of our languages."""
    name = folded(raw)
    code = name.upper()
    if code in COUNTRIES:
        return code
    if name in _country_names():
        return _country_names()[name]
    if code in Locale("en").territories and len(code) == 2:
        return code
    raise Unreadable(raw)


def known_country(raw: str) -> str:
    """The same, and nothing where it cannot be read."""
    if not raw:
        # Most say none, and what raises is never remembered.
        return ""
    try:
        return country(raw)
    except Unreadable:
        return ""


def yes_or_no(raw: str) -> bool | None:
    """True, False, or nothing said; a date or any other word says nothing."""
    word = folded(raw)
    if word in YES:
        return True
    return False if word in NO else None


def postcode(raw: str, country_code: str) -> str:
    """Put back the leading zeros a spreadsheet took from an American, French or Italian code."""
    text = raw.strip()
    head, dash, tail = text.partition("-")
    if country_code in {"US", "FR", "IT"} and head.isdecimal() and 3 <= len(head) < 5:
        return head.zfill(5) + dash + tail
    return text


def day_first(cells: Iterable[str], country_code: str) -> bool:
    """Whether 3/4 is the third of April: told by the column itself, else by the country."""
    for cell in cells:
        if found := SLASHED.match(cell.strip()):
            first, second = int(found[1]), int(found[2])
            if first > MONTHS >= second:
                return True
            if second > MONTHS >= first:
                return False
    return country_code != "US"


def moment(raw: str, *, day_comes_first: bool) -> datetime:
    """A date with or without a time, taken as UTC where it does not say; noon where it has no time."""
    text = raw.strip()
    if found := ISO.match(text):
        year, month, day = int(found[1]), int(found[2]), int(found[3])
    elif found := SLASHED.match(text):
        first, second, year = int(found[1]), int(found[2]), int(found[3])
        day, month = (first, second) if day_comes_first else (second, first)
        year += 2000 if year < CENTURY else 0
    else:
        raise Unreadable(raw)
    hour = int(found[4]) if found[4] else NOON
    try:
        at = datetime(year, month, day, hour, int(found[5] or 0), int(found[6] or 0), tzinfo=UTC)
        return at - _offset(text)
    except (ValueError, OverflowError):
        raise Unreadable(raw) from None


def _offset(text: str) -> timedelta:
    found = OFFSET.search(text) if ":" in text else None
    if not found:
        return timedelta()
    away = timedelta(hours=int(found[2]), minutes=int(found[3]))
    return away if found[1] == "+" else -away


def is_amount(raw: str) -> bool:
    """Whether a cell is one plain positive amount, with or without a currency sign."""
    return bool(AMOUNT.fullmatch(raw.strip())) and "-" not in raw


def many(raw: str) -> list[str]:
    """A list in one cell: quoted items, or parted by semicolons, bars or commas."""
    text = raw.strip()
    if QUOTED.search(text):
        items = [item.replace('""', '"') for item in QUOTED.findall(text)]
    else:
        mark = next((m for m in (";", "|", ",") if m in text.replace(ESCAPED_COMMA, "")), ",")
        items = re.split(r"(?<!\\)" + re.escape(mark), text)
    return [clean for item in items if (clean := item.replace(ESCAPED_COMMA, ",").strip())]


def names(full: str) -> tuple[str, str]:
    """A whole name parted: “Nowak, Jan” or “Jan Nowak”; the last word is the family’s."""
    text = " ".join(full.split())
    if "," in text:
        family, _, given = text.partition(",")
        return given.strip(), family.strip()
    given, _, family = text.rpartition(" ")
    return (given, family) if given else (family, "")
