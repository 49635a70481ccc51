"""Numbers, money, moments and clocks as people read them, in the language of the page.

Everything here is pure: it never reads a database and never decides anything but words.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Literal
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from babel.dates import format_datetime
from babel.numbers import format_currency, format_decimal, get_currency_precision
from django.utils import timezone
from django.utils.translation import get_language, gettext, ngettext

if TYPE_CHECKING:
    from decimal import Decimal

THIN = "\u202f"  # narrow no-break space between a number and its unit
Urgency = Literal["", "soon", "late"]
FEW = 5  # of fewer people than this in a part of a whole, the page says no more than that


def locale() -> Locale:
    """The page’s language as babel knows it; English where babel does not."""
    return _locale(get_language() or "en")


@lru_cache(maxsize=16)
def _locale(language: str) -> Locale:
    try:
        return Locale.parse(language.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return Locale("en")


def number(value: float | Decimal | None) -> str:
    """4120 → “4,120” or “4 120”, as the language groups; no data is a dash, never a zero."""
    if value is None:
        return "–"
    # Most numbers of a page are written alike in every language of the house: nothing is grouped below a thousand.
    if type(value) is int and 0 <= value < 1000:
        return str(value)
    return str(format_decimal(value, locale=locale()))


def capped(value: int) -> str:
    """A number that was counted no further than a hundred: 100 → “99+”."""
    return number(value) if value < 100 else f"{number(99)}+"


def few(value: int) -> str:
    """A number of people who could be guessed is only said to be small: 3 → “<5”."""
    return f"<{FEW}" if 0 < value < FEW else number(value)


def drawn(value: int) -> float:
    """How large such a number is drawn: small ones all alike, so that no picture gives them away."""
    return FEW / 2 if 0 < value < FEW else value


def share(part: int, whole: int) -> str:
    """A share of people, unless the part is so few that it would tell who."""
    return "–" if 0 < part < FEW else percent(part, whole)


def percent(part: float | None, whole: float | None, digits: int = 1) -> str:
    """A share with its thin space; of nothing there is no share."""
    if part is None or not whole:
        return "–"
    return number(round(100 * part / whole, digits)) + THIN + "%"


def money(minor: int | None, currency: str) -> str:
    """Minor units as an amount; cents only where there are some."""
    if minor is None:
        return "–"
    amount = minor / 10 ** get_currency_precision(currency)
    if amount == int(amount):
        pattern = locale().currency_formats["standard"].pattern.replace(".00", "")
        return str(format_currency(amount, currency, pattern, locale(), currency_digits=False))
    return str(format_currency(amount, currency, locale=locale()))


def fine_money(minor: Decimal, currency: str) -> str:
    """The price of a small thing: 6.1 cents → “€0.061”, with as many digits as it has."""
    amount = minor.scaleb(-get_currency_precision(currency)).normalize()
    digits = max(-int(amount.as_tuple().exponent), get_currency_precision(currency))
    pattern = locale().currency_formats["standard"].pattern.replace("0.00", f"0.{'0' * digits}")
    return str(format_currency(amount, currency, pattern, locale(), currency_digits=False))


def city(zone: str) -> str:
    """“Europe/Stockholm” → “Stockholm”."""
    return zone.rsplit("/", 1)[-1].replace("_", " ")


def moment(at: datetime | None, zone: str | None = None) -> str:
    """“Tue 14 Oct, 10:00”, with “(Stockholm)” where the zone is named and a year where it differs."""
    if at is None:
        return "–"
    info = ZoneInfo(zone) if zone else timezone.get_current_timezone()
    local = at.astimezone(info)
    year = "" if local.year == datetime.now(info).year else " y"
    words = str(format_datetime(local, f"EEE d MMM{year}, HH:mm", locale=locale()))
    return f"{words} ({city(zone)})" if zone else words


def long_moment(at: datetime, zone: str) -> str:
    """“Saturday 28 November at 10:00 in Warsaw”: the moment where it was meant, with the city named."""
    local = at.astimezone(ZoneInfo(zone))
    year = "" if local.year == datetime.now(ZoneInfo(zone)).year else " y"
    return gettext("%(day)s at %(hour)s in %(city)s") % {
        "day": format_datetime(local, f"EEEE d MMMM{year}", locale=locale()),
        "hour": format_datetime(local, "HH:mm", locale=locale()),
        "city": city(zone),
    }


def day(at: date | datetime | None) -> str:
    """“Tue 14 Oct 2026”."""
    if at is None:
        return "–"
    local = at.astimezone(timezone.get_current_timezone()) if isinstance(at, datetime) else at
    return str(format_datetime(_midnight(local), "EEE d MMM y", locale=locale()))


def hour(at: datetime | None, *, seconds: bool = False) -> str:
    """“10:00”, or “10:24:02” where seconds matter (a halt)."""
    if at is None:
        return "–"
    local = at.astimezone(timezone.get_current_timezone())
    return str(format_datetime(local, "HH:mm:ss" if seconds else "HH:mm", locale=locale()))


def span(length: timedelta) -> str:
    """How long, in the two largest units that matter: “3 h 12 min”, “11 days”."""
    minutes = int(abs(length.total_seconds()) // 60)
    if minutes < 1:
        return gettext("under a minute")
    if minutes < 60:
        return f"{minutes}{THIN}min"
    hours, rest = divmod(minutes, 60)
    if hours < 24:
        return f"{hours}{THIN}h {rest}{THIN}min" if rest and hours < 6 else f"{hours}{THIN}h"
    days = hours // 24
    return ngettext("%(n)s day", "%(n)s days", days) % {"n": number(days)}


def period(days: int | None) -> str:
    """How long something is kept, as it is said."""
    if days is None:
        return gettext("until it is erased")
    return ngettext("%(n)s day", "%(n)s days", days) % {"n": number(days)}


def clock(due: datetime, now: datetime) -> tuple[Urgency, str]:
    """A due time as urgency and words; late is the one clock that is red."""
    left = due - now
    if left < timedelta(0):
        return "late", gettext("Late by %(span)s") % {"span": span(left)}
    words = gettext("%(span)s left") % {"span": span(left)}
    return ("soon" if left <= timedelta(minutes=30) else ""), words


def since(at: datetime, now: datetime) -> str:
    """“58 min ago”."""
    return gettext("%(span)s ago") % {"span": span(now - at)}


def _midnight(value: date | datetime) -> datetime:
    if isinstance(value, datetime):
        return value
    return datetime(value.year, value.month, value.day, tzinfo=UTC)
