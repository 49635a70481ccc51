"""Writes into the ledger what is missing so that it says what a payment stands at; nothing is ever rewritten."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final

from django.db import connection

from muster.gifts.actions import receipts
from muster.gifts.actions.record import NewEntry, record
from muster.gifts.folding import Position, Standing
from muster.gifts.gathering import Gathered
from muster.gifts.models import Entry, Payment
from muster.kit.actors import system
from muster.kit.money import Money
from muster.people import actions as people
from muster.people.known import Known
from muster.people.models import IdentityKey

BY: Final = system("gateway")
_STATES: Final = """
UPDATE gifts_payment p
   SET state = told.state, failure = told.failure, paid_at = told.paid_at, key_id = told.key_id,
       receipt_at = told.receipt_at
  FROM unnest(%(id)s::bigint[], %(state)s::text[], %(failure)s::text[],
              %(paid_at)s::timestamptz[], %(key_id)s::bigint[], %(receipt_at)s::timestamptz[])
    AS told (id, state, failure, paid_at, key_id, receipt_at)
 WHERE p.id = told.id
   AND (p.state, p.failure, p.paid_at, p.key_id, p.receipt_at)
       IS DISTINCT FROM (told.state, told.failure, told.paid_at, told.key_id, told.receipt_at)
"""


@dataclass(slots=True)
class Books:
    """What stands in the ledger for one payment: sums and lines by thing and currency."""

    sums: Counter[tuple[str, str]] = field(default_factory=Counter)
    lines: Counter[str] = field(default_factory=Counter)


def book(*, gathered: Sequence[Gathered], at: datetime) -> int:
    """Bring the ledger and every payment to what was reported. The caller holds the lock. Returns new entries."""
    standings = [(one.payment, one.standing()) for one in gathered]
    stands = _books([payment for payment, _standing in standings])
    _resolve([payment for payment, standing in standings if standing.positions], at)
    count = 0
    for gateway in sorted({payment.gateway for payment, _standing in standings}):
        entries = [
            entry
            for payment, standing in standings
            if payment.gateway == gateway
            for entry in missing(payment, standing, stands.get(payment.pk, Books()))
        ]
        count += record(entries=entries, source=gateway, by=BY)
    for payment, standing in standings:
        _move(payment, standing)
    receipts.send([payment for payment, _standing in standings], at)
    _keep([payment for payment, _standing in standings])
    return count


def missing(payment: Payment, standing: Standing, books: Books) -> list[NewEntry]:
    """The lines by which the ledger falls short of what was reported, or goes beyond it."""
    wanted = {(one.thing, one.currency): one for one in standing.positions}
    # What stands there and is wanted no more (a refund that failed, a dispute that was won) goes back to nothing.
    for (thing, currency), minor in books.sums.items():
        if minor and (thing, currency) not in wanted:
            wanted[thing, currency] = Position("", thing, thing, 0, currency, 0)
    lines = [
        _line(payment, one, one.minor - books.sums[name], books.lines[one.thing])
        for name, one in sorted(wanted.items())
        if one.minor != books.sums[name]
    ]
    return sorted(lines, key=lambda line: line.kind != "gift")


def _line(payment: Payment, one: Position, short: int, before: int) -> NewEntry:
    # The first line of a thing is what it is; every later one mends it.
    first = not before and (short > 0) == (one.kind == "gift")
    kind = one.kind if first else "correction"
    return NewEntry(
        key_id=payment.key_id,
        money=Money(short if kind == "correction" else abs(short), one.currency),
        at=datetime.fromtimestamp(one.at, UTC) if one.at else payment.created_at,
        reference=one.thing if first else f"{one.thing}#{before + 1}",
        kind=kind,
        about=one.about if one.kind != "gift" or first else one.thing,
        purpose=payment.purpose,
        payment_id=payment.pk,
    )


def _books(payments: Sequence[Payment]) -> dict[int, Books]:
    found: dict[int, Books] = {}
    rows = Entry.objects.filter(payment__in=[one.pk for one in payments])
    for number, reference, minor, currency in rows.values_list(
        "payment_id", "reference", "minor", "currency"
    ):
        books = found.setdefault(number or 0, Books())
        thing = reference.partition("#")[0]
        books.sums[thing, currency] += minor
        books.lines[thing] += 1
    return found


def _resolve(payments: Sequence[Payment], at: datetime) -> None:
    """Whose gift it is: by the address they wrote. A stranger’s word changes nobody who is known."""
    new = [one for one in payments if one.email and one.key_id is None]
    addresses = {one.email for one in new}
    known = IdentityKey.objects.filter(kind="email", value__in=addresses)
    familiar = set(known.values_list("value", flat=True))
    told = [
        Known(
            keys=[("email", one.email)],
            fields={}
            if one.email in familiar
            else {"given_name": one.name, "language": one.language},
        )
        for one in new
    ]
    results = people.resolve(known=told, source="gifts", by=BY, at=at)
    for payment, result in zip(new, results, strict=True):
        # Of somebody who was erased the amount stands in the books and names nobody.
        payment.key_id = result.key_ids[0] if result.key_ids else None


def _move(payment: Payment, standing: Standing) -> None:
    # What the gateway never spoke of keeps what our own page knows.
    if standing.state != "started":
        payment.state = standing.state
    payment.failure = standing.failure
    if standing.paid_at is not None:
        payment.paid_at = datetime.fromtimestamp(standing.paid_at, UTC)


def _keep(payments: Sequence[Payment]) -> None:
    """Write down how each payment stands now, in one statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            _STATES,
            {
                "id": [one.pk for one in payments],
                "state": [one.state for one in payments],
                "failure": [one.failure[:64] for one in payments],
                "paid_at": [one.paid_at for one in payments],
                "key_id": [one.key_id for one in payments],
                "receipt_at": [one.receipt_at for one in payments],
            },
        )
