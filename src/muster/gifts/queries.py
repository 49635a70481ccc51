"""Questions about money: totals are always the sum of entries, one for each currency."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import connection
from django.db.models import Sum

from muster.gifts import gathering
from muster.gifts.models import Check, Entry, Payment, Pledge, Report
from muster.kit.money import Money
from muster.kit.scope import Scope, entered
from muster.people.models import Person

CASH: Final = "cash"


def totals(person: Person) -> list[Money]:
    """What a person gave, less what went back, by currency."""
    sums = Entry.objects.of(person).values("currency").annotate(total=Sum("minor"))
    return [Money(row["total"], row["currency"]) for row in sums.order_by("currency")]


def latest(person: Person, *, limit: int | None = None) -> list[Entry]:
    """Entries of a person, latest first."""
    return list(Entry.objects.of(person).order_by("-at", "-id")[:limit])


def known(references: Sequence[str]) -> set[str]:
    """Those numbers under which a gift stands in the books, whoever reported it."""
    found = Entry.objects.filter(kind="gift", reference__in=references)
    return set(found.values_list("reference", flat=True))


def reported(source: str, reference: str) -> Entry | None:
    """What a source reported under a number."""
    return Entry.objects.filter(source=source, reference=reference).first()


def left(gift: Entry) -> int:
    """What of a gift has not gone back, in minor units."""
    back = Entry.objects.filter(source=gift.source, about=gift.reference).exclude(pk=gift.pk)
    return gift.minor + int(back.aggregate(total=Sum("minor"))["total"] or 0)


def givers(people: Collection[int]) -> set[int]:
    """Those of many people who ever gave."""
    found = Entry.objects.filter(key__person__in=people).values_list("key__person_id", flat=True)
    return {number for number in found.distinct() if number is not None}


@dataclass(frozen=True, slots=True)
class Total:
    """What stands in the books for a purpose by one source; ``givers`` counts gifts that did not go back."""

    purpose: str
    source: str
    currency: str
    minor: int
    givers: int

    @property
    def money(self) -> Money:
        """The sum."""
        return Money(self.minor, self.currency)

    @property
    def cash(self) -> bool:
        """Whether it was counted out of a hat; all else came another way."""
        return self.source == CASH


@dataclass(frozen=True, slots=True)
class Moved:
    """One line of the ledger as whoever counts live sees it. ``name`` is empty unless it may be shown."""

    id: int
    kind: str
    minor: int
    currency: str
    at: datetime
    written_at: datetime
    source: str
    purpose: str
    reference: str
    about: str
    key_id: int | None
    payment_id: int | None
    relay: str
    channel: str
    name: str


_SUMS: Final = """
SELECT purpose, source, currency, sum(net)::bigint, count(*) FILTER (WHERE net > 0)
  FROM (SELECT purpose, source, currency, sum(minor) AS net
          FROM gifts_entry WHERE purpose = ANY(%s)
         GROUP BY purpose, source, currency, coalesce(nullif(about, ''), reference)) AS gift
 GROUP BY purpose, source, currency ORDER BY purpose, source, currency
"""
_MOVED: Final = """
SELECT e.id, e.kind, e.minor, e.currency, e.at, e.written_at, e.source, e.purpose, e.reference,
       e.about, e.key_id, e.payment_id, coalesce(p.relay, ''), coalesce(p.channel, ''),
       CASE WHEN p.shown THEN p.name ELSE '' END, e.xid::text
  FROM gifts_entry e LEFT JOIN gifts_payment p ON p.id = e.payment_id
 WHERE e.purpose = ANY(%s)
"""


def sums(purposes: Collection[str]) -> list[Total]:
    """What stands in the books for these, by purpose, source and currency.

    It looks across all regions: a sum by purpose is nobody’s data.
    """
    with entered(Scope.EVERYONE), connection.cursor() as cursor:
        cursor.execute(_SUMS, [list(purposes)])
        return [Total(*row) for row in cursor.fetchall()]


def moved(
    purposes: Collection[str], *, after: tuple[int, int] = (0, 0), limit: int = 500
) -> tuple[list[Moved], tuple[int, int]]:
    """What was written since a place in the ledger, oldest first, and the place to read on from.

    It never passes a transaction that is still open, so that nothing can appear behind it.
    """
    sql = (
        f"{_MOVED} AND e.xid < pg_snapshot_xmin(pg_current_snapshot())"
        " AND (e.xid, e.id) > (%s::text::xid8, %s) ORDER BY e.xid, e.id LIMIT %s"
    )
    with entered(Scope.EVERYONE), connection.cursor() as cursor:
        cursor.execute(sql, [list(purposes), str(after[0]), after[1], limit])
        rows = cursor.fetchall()
    if not rows:
        return [], after
    return [Moved(*row[:-1]) for row in rows], (int(rows[-1][-1]), rows[-1][0])


def latest_of(purposes: Collection[str], *, limit: int) -> list[Moved]:
    """The latest gifts for these, newest first."""
    sql = f"{_MOVED} AND e.kind = 'gift' ORDER BY e.at DESC, e.id DESC LIMIT %s"
    with entered(Scope.EVERYONE), connection.cursor() as cursor:
        cursor.execute(sql, [list(purposes), limit])
        return [Moved(*row[:-1]) for row in cursor.fetchall()]


def pledged(purposes: Collection[str]) -> list[Money]:
    """What was promised for these and neither kept nor taken back, by currency. It is no money."""
    with entered(Scope.EVERYONE):
        standing = Pledge.objects.standing().filter(purpose__in=list(purposes))
        rows = standing.values("currency").annotate(total=Sum("minor")).order_by("currency")
        return [Money(row["total"], row["currency"]) for row in rows]


def payment(token: str) -> Payment | None:
    """The payment whose token this is; whoever holds the token may know of it."""
    with entered(Scope.EVERYONE):
        return Payment.objects.filter(token=token).first()


def last_check() -> Check | None:
    """The latest look whether the books agree."""
    return Check.objects.order_by("-id").first()


def late_reports(*, before: datetime) -> int:
    """How many reports came before a moment and are in nobody’s sum yet; anybody may count those."""
    return Report.objects.filter(folded_at=None, received_at__lt=before).count()


def history(payment: Payment) -> list[Report]:
    """Everything the gateway said about a payment already fetched, oldest first."""
    with entered(Scope.EVERYONE):
        found = gathering.of([payment])
        return sorted(found[0].reports, key=lambda one: (one.at, one.pk)) if found else []
