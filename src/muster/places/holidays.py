"""Public holidays by country and year, from the library of that name. Pure: it reads no clock and no database.

A country’s calendar is its national one; days that only a part of it keeps are days of one’s own.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

_ALPHA_2: Final = 2


@cache
def countries() -> tuple[str, ...]:
    """Every country whose calendar is known, as two letters, in their order."""
    import holidays

    known = holidays.list_supported_countries(include_aliases=False)
    return tuple(sorted(code for code in known if len(code) == _ALPHA_2))


def is_holiday(country: str, day: date) -> bool:
    """Tell whether a day is a public holiday of a country; one we do not know has none."""
    return day in of_year(country, day.year)


def name(country: str, day: date, language: str = "en") -> str:
    """What a holiday is called: in the reader’s language where that is known, else in its own; else nothing."""
    return of_year(country, day.year, language).get(day, "")


@cache
def of_year(country: str, year: int, language: str = "") -> Mapping[date, str]:
    """The holidays of one country in one year by day, with their names."""
    if country not in countries():
        return {}
    import holidays

    made = holidays.country_holidays(country)
    spoken = next((one for one in made.supported_languages if one[:2] == language[:2]), None)
    return dict(
        holidays.country_holidays(country, years=year, language=spoken if language else None)
    )
