"""What one part of a text costs, by the country code of its reader. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from typing import Final

from django.conf import settings

LONGEST_CODE: Final = 4
_SHAPE: Final = re.compile(r"(\d{1,4}|\*)=(\d{1,6}(?:\.\d{1,6})?)")
_ANYWHERE: Final = "*"


class NotPrices(ValueError):
    """The list of prices cannot be read; the message says how one looks."""


@dataclass(frozen=True, slots=True)
class Prices:
    """A currency and the price of a part, in its smallest unit, by the beginning of a number."""

    currency: str = ""
    by_code: Mapping[str, Decimal] = field(default_factory=dict)

    def of(self, address: str) -> Decimal | None:
        """The price for one number: that of the longest beginning, else the one for anywhere."""
        digits = address.removeprefix("+")
        codes = (digits[:length] for length in range(LONGEST_CODE, 0, -1))
        found = next((self.by_code[code] for code in codes if code in self.by_code), None)
        return self.by_code.get(_ANYWHERE) if found is None else found


def prices() -> Prices:
    """Those of MUSTER_SMS_PRICES."""
    return read(settings.MUSTER_SMS_PRICES)


@lru_cache(maxsize=4)
def read(text: str) -> Prices:
    """Read “EUR 48=4.5 44=3.9 *=6”; nothing at all is a list without prices."""
    currency, *each = text.replace(",", " ").split() or [""]
    if not text.strip():
        return Prices()
    found = [_SHAPE.fullmatch(one) for one in each]
    if not re.fullmatch(r"[A-Z]{3}", currency) or not found or None in found:
        raise NotPrices("MUSTER_SMS_PRICES looks like EUR 48=4.5 44=3.9 *=6")
    return Prices(currency, {one[1]: Decimal(one[2]) for one in found if one})
