"""Invented reports of the card service about invented payments, and what must stand in the books after them."""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from muster.gifts.gateways import Heard
from muster.gifts.kinds.stripe import meaning
from muster.gifts.models import Payment
from muster.kit import clock, ids

_AMOUNTS: Final = (1000, 1000, 1000, 2500, 5000, 1234, 100)
_START: Final = 1_796_000_000
_numbers = itertools.count(1)


@dataclass(frozen=True, slots=True)
class Story:
    """All that is reported about one payment, in no order, and what of it must stand."""

    payment: Payment
    events: list[Heard]
    stands: int


def begun(many: int, purpose: str) -> list[Payment]:
    """Payments as the form leaves them, made at once."""
    now, chance = clock.now(), random.Random(purpose)
    made = [
        Payment(
            token=ids.token(), once=f"{purpose}:{next(_numbers)}", minor=chance.choice(_AMOUNTS),
            currency="USD", purpose=purpose, gateway="stripe", created_at=now, state="waiting",
            email=f"giver{number}@people.example" if number % 3 else "", name="Giver", shown=True,
        )
        for number in range(many)
    ]  # fmt: skip
    return Payment.objects.bulk_create(made, batch_size=2_000)


def completed(payment: Payment) -> dict[str, Any]:
    """The one event that says a page was paid."""
    return _event(
        "checkout.session.completed", _START, id=f"cs_{payment.pk}", object="checkout.session",
        amount_total=payment.minor, currency="usd", payment_status="paid",
        payment_intent=f"pi_{payment.pk}", client_reference_id=payment.token,
    )  # fmt: skip


def story(chance: random.Random, payment: Payment) -> Story:
    """Something that may happen to a payment; its second counter is written without the fold."""
    intent, minor, tick = f"pi_{payment.pk}", payment.minor, itertools.count(_START)
    note = {"metadata": {"payment": payment.token}, "currency": "usd"}

    def event(kind: str, **thing: Any) -> dict[str, Any]:
        return _event(kind, next(tick), **note | thing)

    told: list[dict[str, Any]] = []
    if chance.random() < 0.3:
        told.append(event("payment_intent.payment_failed", id=intent, object="payment_intent",
                          last_payment_error={"code": "card_declined"}))  # fmt: skip
    paid = chance.random() < 0.85
    if paid:
        told += _paid(event, intent, payment)
    back = _refunds(chance, event, intent, minor, told)
    taken = _dispute(chance, event, intent, minor - back, told)
    stands = minor - back - taken if paid else 0
    return Story(payment, [meaning.heard(one) for one in told], stands)


def _paid(
    event: Callable[..., dict[str, Any]], intent: str, payment: Payment
) -> list[dict[str, Any]]:
    minor = payment.minor
    return [
        event("charge.succeeded", id=f"ch_{intent}", object="charge", amount=minor,
              amount_captured=minor, captured=True, status="succeeded", payment_intent=intent),
        event("payment_intent.succeeded", id=intent, object="payment_intent", amount=minor,
              amount_received=minor),
        event("checkout.session.completed", id=f"cs_{intent}", object="checkout.session",
              amount_total=minor, payment_status="paid", payment_intent=intent),
    ]  # fmt: skip


def _refunds(
    chance: random.Random, event: Callable[..., dict[str, Any]], intent: str, minor: int,
    told: list[dict[str, Any]],
) -> int:  # fmt: skip
    """Some parts go back; some of those fail. What went back for good."""
    gone = 0
    for number in range(chance.choice((0, 0, 0, 1, 1, 2))):
        part = chance.randint(1, max(1, minor // 3))
        thing = {"id": f"re_{intent}_{number}", "object": "refund", "amount": part,
                 "payment_intent": intent}  # fmt: skip
        told.append(event("refund.created", status="pending", **thing))
        if chance.random() < 0.3:
            told.append(event("refund.failed", status="failed", **thing))
        else:
            told.append(event("refund.updated", status="succeeded", **thing))
            gone += part
    return gone


def _dispute(
    chance: random.Random, event: Callable[..., dict[str, Any]], intent: str, left: int,
    told: list[dict[str, Any]],
) -> int:  # fmt: skip
    """A bank may ask, take, and give again. What it has taken in the end."""
    kind = chance.choice(("none", "none", "none", "asked", "open", "won", "lost"))
    if kind == "none" or left <= 0:
        return 0
    thing = {"id": f"dp_{intent}", "object": "dispute", "amount": left, "payment_intent": intent}
    if kind == "asked":
        told.append(event("charge.dispute.created", status="warning_needs_response", **thing))
        return 0
    told.append(event("charge.dispute.created", status="needs_response", **thing))
    told.append(event("charge.dispute.funds_withdrawn", status="needs_response", **thing))
    if kind == "won":
        told.append(event("charge.dispute.closed", status="won", **thing))
        told.append(event("charge.dispute.funds_reinstated", status="won", **thing))
        return 0
    if kind == "lost":
        told.append(event("charge.dispute.closed", status="lost", **thing))
    return left


def _event(kind: str, at: int, **thing: Any) -> dict[str, Any]:
    return {
        "id": f"evt_{next(_numbers)}", "object": "event", "type": kind, "created": at,
        "data": {"object": thing},
    }  # fmt: skip
