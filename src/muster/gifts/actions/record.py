"""Writing the ledger: many entries at once, each once, with their facts in the same transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import connection, transaction

from muster.activity import actions as activity
from muster.activity.facts import NewFact
from muster.audit import actions as audit
from muster.gifts.models import Entry
from muster.kit import clock
from muster.kit.actors import Doer
from muster.kit.erasing import erasing
from muster.kit.money import Money

# A correction is a matter of our books, not something that happened to a person.
FACTS: Final = {"gift": "gift.received", "refund": "gift.refunded", "dispute": "gift.disputed"}
_ADD: Final = """
INSERT INTO gifts_entry (kind, key_id, minor, currency, at, source, reference, about, purpose,
                         payment_id, written_at, actor)
SELECT kind, key_id, minor, currency, at, %(source)s, reference, about, purpose, payment_id,
       %(now)s, %(actor)s
  FROM unnest(%(kind)s::text[], %(key_id)s::bigint[], %(minor)s::bigint[], %(currency)s::text[],
              %(at)s::timestamptz[], %(reference)s::text[], %(about)s::text[], %(purpose)s::text[],
              %(payment)s::bigint[])
    AS told (kind, key_id, minor, currency, at, reference, about, purpose, payment_id)
 ORDER BY reference
ON CONFLICT (source, reference) DO NOTHING RETURNING reference
"""


@dataclass(frozen=True, slots=True)
class NewEntry:
    """Money somebody reports. ``money`` is what moved, always counted up; the kind gives its sign."""

    # Nothing where the person was erased: the amount stands in the books and names nobody.
    key_id: int | None
    money: Money
    at: datetime
    reference: str
    kind: str = "gift"
    about: str = ""
    purpose: str = ""
    # What was begun on our page and led to it.
    payment_id: int | None = None


@transaction.atomic
def record(*, entries: Sequence[NewEntry], source: str, by: Doer) -> int:
    """Add what was never reported before, with a fact for each. Returns how many were new."""
    told = {entry.reference: entry for entry in reversed(entries)}
    if not told:
        return 0
    rows = list(told.values())[::-1]
    with connection.cursor() as cursor:
        cursor.execute(
            _ADD,
            {
                "source": source,
                "now": clock.now(),
                "actor": by.actor,
                "kind": [row.kind for row in rows],
                "key_id": [row.key_id for row in rows],
                "minor": [_signed(row) for row in rows],
                "currency": [row.money.currency for row in rows],
                "at": [row.at for row in rows],
                "reference": [row.reference for row in rows],
                "about": [row.about for row in rows],
                "purpose": [row.purpose for row in rows],
                "payment": [row.payment_id for row in rows],
            },
        )
        fresh = {row[0] for row in cursor.fetchall()}
    new = [entry for entry in rows if entry.reference in fresh]
    named = [(entry, entry.key_id) for entry in new if entry.kind in FACTS]
    activity.append([_fact(entry, key, source) for entry, key in named if key is not None])
    return len(new)


def _signed(entry: NewEntry) -> int:
    return -abs(entry.money.minor) if entry.kind in {"refund", "dispute"} else entry.money.minor


def _fact(entry: NewEntry, key_id: int, source: str) -> NewFact:
    return NewFact(
        kind=FACTS[entry.kind],
        key_id=key_id,
        at=entry.at,
        source=source,
        ref=entry.purpose or None,
        amount=abs(entry.money.minor),
        currency=entry.money.currency,
    )


@transaction.atomic
def take_back(*, source: str, by: Doer) -> int:
    """Lift out everything one mistaken import reported, as if it had never come. Returns how many.

    Their facts go with the undo of the import itself. No other removal exists.
    """
    with erasing():
        gone, _kinds = Entry.objects.filter(source=source).delete()
    if gone:
        audit.record(by=by, verb="gifts.taken_back", subject=source[:100], entries=gone)
    return gone
