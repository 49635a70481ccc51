"""Telephone numbers in E.164, the only form we store and compare."""

from functools import lru_cache

import phonenumbers


@lru_cache(maxsize=100_000)
def e164(raw: str, country: str) -> str:
    """Return ``raw`` as "+48…"; ``country`` (ISO 3166) reads national numbers. ValueError says why not."""
    try:
        number = phonenumbers.parse(raw, country or None)
    except phonenumbers.NumberParseException:
        raise ValueError(f"“{raw}” is not a telephone number") from None
    if not phonenumbers.is_possible_number(number):
        raise ValueError(f"“{raw}” has too few or too many digits")
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))
