"""Writes to whoever gave that the money has come: once, in their language, and only if they wanted it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from django.utils import translation
from django.utils.formats import date_format

from muster.accounts.queries import letterhead
from muster.gifts import giving
from muster.gifts.models import Payment
from muster.kit.letters import Letter, post

LETTER: Final = "receipt"


def send(payments: Sequence[Payment], at: datetime) -> None:
    """Post the letter of each that is paid and has none yet; the rows are the caller’s to save."""
    for payment in payments:
        if payment.paid and payment.receipt and payment.email and payment.receipt_at is None:
            post(_letter(payment))
            payment.receipt_at = at


def _letter(payment: Payment) -> Letter:
    cause = giving.cause(payment.purpose)
    with translation.override(payment.language):
        context = {
            "amount": payment.money.words(payment.language),
            "day": date_format(payment.paid_at or payment.created_at, "DATE_FORMAT"),
            "number": payment.token,
            "cause": cause.title if cause and cause.purpose else "",
            "name": payment.name,
            **letterhead(),
            "practice": payment.gateway == "practice",
        }
    return Letter(
        kind=LETTER,
        to=payment.email,
        language=payment.language,
        context=context,
        idempotency=f"receipt:{payment.token}",
    )
