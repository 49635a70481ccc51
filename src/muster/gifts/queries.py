"""Questions about money: totals are always the sum of entries, one for each currency."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from django.db.models import Sum

from muster.gifts.models import Entry
from muster.kit.money import Money
from muster.people.models import Person


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
