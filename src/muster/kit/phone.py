"""Telephone numbers in E.164, the only form we store and compare.

``phonenumbers`` is the judge. What it says of plain digits follows from four facts per country, so
those are read here at once, a hundred times faster; whatever else is written, it reads itself.
"""

import re
from dataclasses import dataclass
from functools import cache, lru_cache

import phonenumbers

_SPACING = str.maketrans("", "", " -().\xa0")
_BARE = re.compile(r"\+?[0-9]+", re.ASCII)
_INTERNATIONAL = re.compile(r"\+([1-9][0-9]{6,14})", re.ASCII)
_NATIONAL = re.compile(r"[0-9]{5,15}", re.ASCII)


def e164(raw: str, country: str) -> str:
    """Return ``raw`` as "+48…"; ``country`` (ISO 3166) reads national numbers. ValueError says why not."""
    digits = raw if _BARE.fullmatch(raw) else raw.translate(_SPACING)
    return _at_once(digits, country) or _judged(raw, country)


@dataclass(frozen=True, slots=True)
class _Plan:
    """How one calling code numbers its telephones."""

    code: str
    lengths: frozenset[int]
    prefix: re.Pattern[str] | None  # what is dialled before a number at home, as “0”
    whole: re.Pattern[str]
    abroad: re.Pattern[str]


def _at_once(digits: str, country: str) -> str | None:
    """The number, where there is no doubt about it."""
    if found := _INTERNATIONAL.fullmatch(digits):
        plan = _plan_abroad(found[1][:3])
        number = found[1][len(plan.code) :] if plan else ""
    else:
        plan = _plan_of(country) if _NATIONAL.fullmatch(digits) else None
        if plan is None or digits.startswith(plan.code) or plan.abroad.match(digits):
            return None
        number = digits
    return _whole(number, plan) if plan else None


def _whole(number: str, plan: _Plan) -> str | None:
    if plan.prefix and (before := plan.prefix.match(number)):
        if before[0] != "0" or plan.whole.fullmatch(number):
            return None
        number = number[1:]
    return f"+{plan.code}{number}" if len(number) in plan.lengths else None


@cache
def _plan_abroad(opening: str) -> _Plan | None:
    """The plan of the calling code that begins with these three digits, or with fewer of them."""
    known = phonenumbers.COUNTRY_CODE_TO_REGION_CODE
    code = next((code for n in (1, 2, 3) if (code := int(opening[:n])) in known), None)
    return _plan(code) if code else None


@cache
def _plan(code: int) -> _Plan | None:
    region = phonenumbers.region_code_for_country_code(code)
    facts = phonenumbers.PhoneMetadata.metadata_for_region_or_calling_code(code, region)
    if facts is None or facts.national_prefix_transform_rule or not facts.general_desc:
        return None
    prefix, desc = facts.national_prefix_for_parsing, facts.general_desc
    return _Plan(
        str(code),
        frozenset(desc.possible_length),
        re.compile(prefix) if prefix else None,
        re.compile(desc.national_number_pattern or "(?!)"),
        re.compile(facts.international_prefix or "(?!)"),
    )


@cache
def _plan_of(country: str) -> _Plan | None:
    code = phonenumbers.country_code_for_region(country)
    # A smaller country that shares a calling code has rules of its own.
    is_main = code and phonenumbers.region_code_for_country_code(code) == country
    return _plan(code) if is_main else None


@lru_cache(maxsize=10_000)
def _judged(raw: str, country: str) -> str:
    try:
        number = phonenumbers.parse(raw, country or None)
    except phonenumbers.NumberParseException:
        raise ValueError(f"“{raw}” is not a telephone number") from None
    if not phonenumbers.is_possible_number(number):
        raise ValueError(f"“{raw}” has too few or too many digits")
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))
