"""Gifts by card of the last three weeks, promises, and two hats: one in the books, one that waits for a second counter.

Everything goes through the page of training; no card is charged and nobody gets a receipt.
"""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from typing import Final

from muster.accounts.models import Staff
from muster.gifts import actions, giving
from muster.gifts.giving import Wish
from muster.gifts.kinds import practice
from muster.gifts.models import Entry
from muster.kit.money import Money
from muster.people.models import IdentityKey
from muster.proof.demo.world import SEED

GIFTS: Final = 60
PROMISED: Final = (("Boat club at Sandhamn", 200_000), ("Rut, row four", 50_000))


def fill(now: datetime) -> None:
    """Draw who gave, who promised and what was counted."""
    chance, currency = random.Random(SEED + 8), giving.house_currency()
    amounts = giving.usual(currency)
    keys = list(IdentityKey.objects.filter(kind="email").order_by("id")[: GIFTS * 31 : 31])
    for number, key in enumerate(keys):
        at = now - timedelta(days=21 * chance.random() ** 1.4)
        wish = Wish(
            money=Money(chance.choice(amounts), currency), once=f"demo:{number}", email=key.value
        )
        payment = actions.begin(wish=wish, at=at, gateway=practice.GATEWAY.name)
        outcome = "declined" if number % 12 == 11 else "paid"
        heard = practice.heard(payment, outcome, at=at)
        actions.keep(heard=[heard], gateway=payment.gateway)
    actions.fold(at=now)
    _returned(chance, now)
    _by_hand(currency, now)


def _returned(chance: random.Random, now: datetime) -> None:
    """One of them asked for the money back."""
    samir = Staff.objects.get(name="Samir Patel")
    gifts = list(Entry.objects.filter(source="practice", kind="gift").order_by("id"))
    gift = chance.choice(gifts)
    actions.pay_back(
        gift=gift, money=gift.money, reason="Gave twice by mistake", by=samir, at=now, once="demo"
    )


def _by_hand(currency: str, now: datetime) -> None:
    samir, bo, gwen = (
        Staff.objects.get(name=name) for name in ("Samir Patel", "Bo Lindqvist", "Gwenaëlle Jaouen")
    )
    for name, minor in PROMISED:
        actions.pledge(
            money=Money(minor, currency),
            purpose="",
            name=name,
            by=samir,
            at=now - timedelta(days=2),
        )
    counted = actions.open_hat(
        purpose="", name="Beach clean, Saturday", currency=currency, by=bo, at=now
    )
    for who in (bo, gwen):
        actions.count(hat=counted, money=Money(184_500, currency), by=who, at=now)
    # Whoever looks around may be the second counter of this one.
    waiting = actions.open_hat(purpose="", name="Harbour, Sunday", currency=currency, by=bo, at=now)
    actions.count(hat=waiting, money=Money(96_000, currency), by=bo, at=now)
