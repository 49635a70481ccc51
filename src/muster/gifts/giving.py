"""What one may give for: causes are announced by their owners, the organisation itself is always one.

A purpose is a word and a number by value, such as “drive:12”; the ledger never knows what stands behind it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from babel.numbers import get_currency_precision, get_territory_currencies
from django.conf import settings

from muster.accounts.queries import organisation
from muster.kit.money import Money

# In major units of a currency with two decimals; others are scaled to feel alike.
_SUGGESTED: Final = (10, 25, 50, 100)
_DEAR: Final = {"PLN": 4, "CZK": 20, "SEK": 10, "NOK": 10, "DKK": 7, "HUF": 400}
MOST: Final = 10_000
Look = Callable[[int], "Cause | None"]


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants to give, as a form or an importer says it. ``once`` makes a second press the same wish."""

    money: Money
    once: str
    purpose: str = ""
    relay: str = ""
    channel: str = ""
    email: str = ""
    name: str = ""
    shown: bool = False
    receipt: bool = False
    language: str = "en"
    network: str = ""


@dataclass(frozen=True, slots=True)
class Cause:
    """What a purpose means to whoever gives: its name, its currency, the amounts it proposes, where it lives."""

    purpose: str
    title: str
    currency: str
    suggested: tuple[int, ...] = ()
    # Where its own page is; empty for the organisation itself.
    url: str = ""
    open: bool = True
    # One sentence for those who gave.
    thanks: str = ""
    # A page of its own for whoever gives, such as a link to share; the token of the payment is put at its end.
    onward: str = ""


_looks: dict[str, Look] = {}


def announce(word: str, *, look: Look) -> None:
    """A domain says at start-up how its purposes are looked up; the second of a word replaces the first."""
    _looks[word] = look


def cause(purpose: str) -> Cause | None:
    """What a purpose means, or None where nobody knows it; the empty one is the organisation."""
    if not purpose:
        return house()
    word, _colon, number = purpose.partition(":")
    look = _looks.get(word)
    if look is None or not (number.isascii() and number.isdecimal() and len(number) < 12):
        return None
    return look(int(number))


def house() -> Cause:
    """Giving for everything the organisation does."""
    currency = house_currency()
    return Cause(
        purpose="", title=organisation().name, currency=currency, suggested=usual(currency)
    )


def house_currency() -> str:
    """The currency an organisation is given in: as set, else the one of its country."""
    told = str(settings.MUSTER_CURRENCY).upper()
    return told or str((get_territory_currencies(organisation().country) or ["EUR"])[0])


def usual(currency: str) -> tuple[int, ...]:
    """The amounts proposed where a cause proposes none, in minor units."""
    decimals = get_currency_precision(currency)
    scale = 10**decimals * _DEAR.get(currency, 1) if decimals else 100
    return tuple(amount * scale for amount in _SUGGESTED)


def least(currency: str) -> int:
    """What is too little to be worth a card payment: one of the currency, in minor units."""
    decimals = get_currency_precision(currency)
    return int(10**decimals) if decimals else 50


def most(currency: str) -> int:
    """Above this we would rather speak first."""
    decimals = get_currency_precision(currency)
    return int(MOST * 10**decimals) if decimals else MOST * 100
