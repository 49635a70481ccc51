"""What tests of cards have in common: a stub of the card service, and the way from a wish to a report."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime
from typing import Any

from muster.gifts import actions
from muster.gifts.giving import Wish
from muster.gifts.kinds.stripe import meaning
from muster.gifts.models import Payment
from muster.kit.money import Money
from muster.proof.witness import stripe_

AT = datetime(2026, 11, 28, 20, tzinfo=UTC)
_numbers = itertools.count(1)


def wish(minor: int = 1000, currency: str = "GBP", **more: Any) -> Wish:
    """A wish of its own."""
    return Wish(money=Money(minor, currency), once=f"once-{next(_numbers)}", **more)


def begun(settings: Any, **more: Any) -> Payment:
    """A payment by card, as the form begins it, without the call to the card service."""
    settings.MUSTER_STRIPE_KEY, settings.MUSTER_STRIPE_HOOK_SECRET = stripe_.KEY, stripe_.SECRET
    settings.MUSTER_STRIPE_URL = "http://127.0.0.1:1"
    payment = actions.begin(wish=wish(**more), at=AT)
    assert payment.gateway == "stripe"
    return payment


class Card:
    """The reports about one payment, as Stripe words them."""

    def __init__(self, payment: Payment, number: int | None = None) -> None:
        self.payment = payment
        self.intent = f"pi_{number or payment.pk}"
        self._clock = itertools.count(int(AT.timestamp()))

    def event(self, kind: str, at: int | None = None, **thing: Any) -> dict[str, Any]:
        """One report, a second after the one before."""
        return {
            "id": f"evt_{next(_numbers)}_{self.intent}",
            "object": "event",
            "type": kind,
            "created": next(self._clock) if at is None else at,
            "data": {"object": {"currency": self.payment.currency.lower()} | thing},
        }

    def paid(self, minor: int | None = None) -> dict[str, Any]:
        came = self.payment.minor if minor is None else minor
        return self.event(
            "payment_intent.succeeded", id=self.intent, object="payment_intent", amount=came,
            amount_received=came, status="succeeded", metadata={"payment": self.payment.token},
        )  # fmt: skip

    def charged(self) -> dict[str, Any]:
        return self.event(
            "charge.succeeded", id=f"ch_{self.intent}", object="charge", amount=self.payment.minor,
            amount_captured=self.payment.minor, captured=True, status="succeeded",
            payment_intent=self.intent, metadata={"payment": self.payment.token},
        )  # fmt: skip

    def completed(self, status: str = "paid") -> dict[str, Any]:
        return self.event(
            "checkout.session.completed", id=f"cs_{self.intent}", object="checkout.session",
            amount_total=self.payment.minor, payment_status=status, payment_intent=self.intent,
            client_reference_id=self.payment.token,
        )  # fmt: skip

    def failed(self, code: str = "insufficient_funds") -> dict[str, Any]:
        return self.event(
            "payment_intent.payment_failed", id=self.intent, object="payment_intent",
            amount=self.payment.minor, status="requires_payment_method",
            metadata={"payment": self.payment.token}, last_payment_error={"decline_code": code},
        )  # fmt: skip

    def back(self, minor: int, name: str, status: str = "succeeded") -> dict[str, Any]:
        kind = "refund.created" if status == "succeeded" else "refund.failed"
        return self.event(
            kind, id=name, object="refund", amount=minor, status=status, payment_intent=self.intent
        )

    def dispute(self, minor: int, name: str, kind: str, status: str) -> dict[str, Any]:
        return self.event(
            f"charge.dispute.{kind}", id=name, object="dispute", amount=minor, status=status,
            payment_intent=self.intent,
        )  # fmt: skip


def tell(*events: dict[str, Any], each: bool = False) -> None:
    """Let reports come, together or one after the other, and let the ledger follow."""
    for some in [[one] for one in events] if each else [list(events)]:
        actions.keep(heard=[meaning.heard(one) for one in some], gateway="stripe")
        actions.fold(at=AT)
