"""Stripe counts some currencies in other units than everybody else; here each is brought into ours and back."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from babel.numbers import get_currency_precision

# docs.stripe.com/currencies: no decimals, and three of them; all others have two, also those that have none elsewhere.
_NONE: Final = frozenset({
    "BIF", "CLP", "DJF", "GNF", "JPY", "KMF", "KRW", "MGA", "PYG", "RWF", "VND", "VUV", "XAF",
    "XOF", "XPF",
})  # fmt: skip
_THREE: Final = frozenset({"BHD", "JOD", "KWD", "OMR", "TND"})


def decimals(currency: str) -> int:
    """How many decimals Stripe’s unit has."""
    if currency in _NONE:
        return 0
    return 3 if currency in _THREE else 2


def ours(amount: int, currency: str) -> int:
    """An amount of Stripe’s in our minor units."""
    return _moved(amount, get_currency_precision(currency) - decimals(currency))


def theirs(minor: int, currency: str) -> int:
    """An amount of ours as Stripe wants it; three decimals end in nought there."""
    amount = _moved(minor, decimals(currency) - get_currency_precision(currency))
    return _moved(_moved(amount, -1), 1) if currency in _THREE else amount


def _moved(amount: int, places: int) -> int:
    return int(Decimal(amount).scaleb(places).to_integral_value(ROUND_HALF_UP))
