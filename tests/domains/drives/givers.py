"""What tests of drives have in common: a drive, and gifts that come the whole way of training."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from muster.drives import actions, codes
from muster.drives.models import Drive, Giving
from muster.gifts import actions as gifts
from muster.gifts.actions import NewEntry
from muster.gifts.giving import Wish
from muster.gifts.kinds import practice
from muster.gifts.models import Entry, Payment
from muster.kit.actors import system
from muster.kit.money import Money

if TYPE_CHECKING:
    from muster.accounts.models import Staff

# Half an hour ago: only while a drive runs can anybody begin to give for it.
START = datetime.now(UTC).replace(microsecond=0) - timedelta(minutes=30)
_numbers = itertools.count(1)


def minute(number: float) -> datetime:
    """A moment of the drive."""
    return START + timedelta(minutes=number)


def told(**changed: Any) -> actions.Told:
    """Ninety minutes, 250 people, ten each."""
    number = next(_numbers)
    usual: dict[str, Any] = {
        "slug": f"seals-{number}", "title": f"Seals {number}", "currency": "EUR", "people": 250,
        "each_minor": 1000, "starts_at": START, "ends_at": minute(90), "zone": "Europe/Warsaw",
    }  # fmt: skip
    return actions.Told(**(usual | changed))


def drive(by: Staff, **changed: Any) -> Drive:
    """A drive as told."""
    return actions.keep_drive(drive=None, told=told(**changed), by=by, at=minute(-60))


def give(to: Drive, minor: int = 1000, *, at: datetime | None = None, **more: Any) -> Payment:
    """A gift the whole way: begun on our page, paid, reported, folded."""
    number = next(_numbers)
    usual = {"email": f"giver{number}@people.example", "name": f"Giver {number}", "shown": True}
    when = at or minute(5)
    wish = Wish(
        money=Money(minor, to.currency),
        once=f"drive-{number}",
        purpose=to.purpose,
        **(usual | more),
    )
    payment = gifts.begin(wish=wish, at=when)
    report = practice.heard(payment, "paid", at=when)
    gifts.keep(heard=[report], gateway=payment.gateway)
    gifts.fold(at=when)
    return Payment.objects.get(pk=payment.pk)


def hat(to: Drive, minor: int, *, at: datetime | None = None) -> None:
    """Cash that was counted and booked."""
    entry = NewEntry(
        key_id=None, money=Money(minor, to.currency), at=at or minute(30),
        reference=f"hat:{next(_numbers)}", purpose=to.purpose,
    )  # fmt: skip
    gifts.record(entries=[entry], source="cash", by=system("test"))


def take_back(payment: Payment, minor: int, *, at: datetime | None = None) -> None:
    """Money that went back to whoever gave it."""
    gift = Entry.objects.get(payment=payment, kind="gift")
    entry = NewEntry(
        key_id=gift.key_id, money=Money(minor, gift.currency), at=at or minute(40),
        reference=f"re:{next(_numbers)}", kind="refund", about=gift.reference, purpose=gift.purpose,
    )  # fmt: skip
    gifts.record(entries=[entry], source=gift.source, by=system("test"))


def code(payment: Payment) -> str:
    """The link of whoever gave."""
    return codes.of_payment(payment.pk)


def giving(payment: Payment) -> Giving:
    """What the drive knows of a gift."""
    return Giving.objects.select_related("link__parent", "through").get(entry__payment=payment)
