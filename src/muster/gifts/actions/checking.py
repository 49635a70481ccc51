"""Looks every night whether the books are what the reports and the counted cash add up to. It mends nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, Final

from django.db import connection, transaction

from muster.gifts import counting, gathering
from muster.gifts.actions.following import LOCK
from muster.gifts.models import Check, Entry, Hat, Payment
from muster.kit.scope import Scope, entered

_AT_ONCE: Final = 500
_MOST_NAMED: Final = 200


def check(*, at: datetime) -> Check:
    """Fold everything anew and compare. Whatever differs is kept by value, and ``muster check`` says it loudly."""
    looked, wrong = 0, []
    last = 0
    while True:
        with transaction.atomic(), entered(Scope.EVERYONE):
            _wait_for_folding()
            some = list(Payment.objects.filter(pk__gt=last).order_by("id")[:_AT_ONCE])
            if not some:
                break
            last = some[-1].pk
            looked += len(some)
            wrong += list(_payments(some))
    with transaction.atomic(), entered(Scope.EVERYONE):
        for hat in Hat.objects.filter(state=Hat.State.BOOKED).order_by("id"):
            looked += 1
            stands = counting.booked(hat)
            if stands != hat.booked_minor:
                wrong.append([hat.reference, hat.booked_minor, stands, hat.currency])
        return Check.objects.create(at=at, looked=looked, wrong=wrong[:_MOST_NAMED])


def _payments(payments: Sequence[Payment]) -> Iterator[list[Any]]:
    stand: dict[int, Counter[str]] = {}
    rows = Entry.objects.filter(payment__in=[one.pk for one in payments])
    for number, minor, currency in rows.values_list("payment_id", "minor", "currency"):
        stand.setdefault(number or 0, Counter())[currency] += minor
    for one in gathering.of(payments):
        # What waits to be folded is late, not wrong; what fell due and was dropped cannot be compared.
        if any(report.folded_at is None for report in one.reports) or not one.reports:
            continue
        wanted, stands = one.standing().sums, stand.get(one.payment.pk, Counter())
        for currency in sorted(wanted.keys() | stands.keys()):
            if wanted.get(currency, 0) != stands[currency]:
                name = f"payment:{one.payment.pk}"
                yield [name, wanted.get(currency, 0), stands[currency], currency]


def _wait_for_folding() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
