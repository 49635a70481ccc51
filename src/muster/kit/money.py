"""Money as whole minor units (cents, grosze) with its ISO 4217 currency; never a float."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Self

from babel.numbers import format_currency, get_currency_precision


@dataclass(frozen=True, slots=True)
class Money:
    """``minor`` units of ``currency``: Money(1050, "EUR") is ten euro fifty."""

    minor: int
    currency: str

    @classmethod
    def parse(cls, text: str, currency: str) -> Self:
        """Read "1,234.50", "1 234,50" or "€10" in the given currency; ValueError says why not."""
        digits = _plain_number(text)
        try:
            amount = Decimal(digits)
        except InvalidOperation:
            raise ValueError(f"“{text}” is not an amount of money") from None
        scale = Decimal(10) ** get_currency_precision(currency)
        return cls(int((amount * scale).to_integral_value(ROUND_HALF_UP)), currency)

    @property
    def amount(self) -> Decimal:
        """The amount in major units."""
        return Decimal(self.minor) / (Decimal(10) ** get_currency_precision(self.currency))

    def words(self, language: str) -> str:
        """The amount as people of ``language`` write it."""
        return str(format_currency(self.amount, self.currency, locale=language))

    def __add__(self, other: Self) -> Self:
        if other.currency != self.currency:
            raise ValueError(f"cannot add {other.currency} to {self.currency}")
        return type(self)(self.minor + other.minor, self.currency)


def _plain_number(text: str) -> str:
    kept = "".join(c for c in text if c.isdigit() or c in ".,-")
    last = max(kept.rfind("."), kept.rfind(","))
    if last == -1:
        return kept
    mark, tail = kept[last], kept[last + 1 :]
    whole = kept[:last].replace(".", "").replace(",", "")
    is_grouping = len(tail) == 3 and kept.count(mark) >= 1 and (kept.count(mark) > 1 or mark == ",")
    return whole + tail if is_grouping else f"{whole}.{tail}"
