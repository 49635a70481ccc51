"""The ledger: one line for every movement of money, never edited; a mistake is a second line."""

from __future__ import annotations

from collections.abc import Collection
from typing import Self

from django.db import models
from django.db.models import Q

from muster.gifts.models.payment import Payment
from muster.kit.money import Money
from muster.people.models import IdentityKey, Person

KINDS = ("gift", "refund", "dispute", "correction")


class EntryQuerySet(models.QuerySet["Entry"]):
    """Phrases for choosing entries."""

    def of(self, person: Person) -> Self:
        """Everything that came under a key this person has today; a merge or its undo moves nothing."""
        return self.filter(key__person=person)

    def for_purposes(self, purposes: Collection[str]) -> Self:
        """Everything given for one of these, whoever reported it."""
        return self.filter(purpose__in=list(purposes))


class Entry(models.Model):
    """Money that moved. The column ``xid`` (the transaction that wrote it) is read by ``queries.moved`` alone.

    ``minor`` counts down for a refund or dispute, so every total is a plain sum.

    Erasing a person empties ``key``: the amount stays in the books and names nobody.
    """

    kind = models.TextField()
    key = models.ForeignKey(IdentityKey, on_delete=models.PROTECT, null=True, related_name="+")
    minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    at = models.DateTimeField()
    # Who reported it and under which number; the same report again is no second entry.
    source = models.TextField()
    reference = models.TextField()
    # The number of the gift that a refund, dispute or correction is about.
    about = models.TextField(blank=True, default="")
    purpose = models.TextField(blank=True, default="")
    # What was begun on our page and led to this; empty for what came otherwise.
    payment = models.ForeignKey(
        Payment, on_delete=models.PROTECT, null=True, related_name="entries"
    )
    written_at = models.DateTimeField()
    actor = models.TextField()

    objects = EntryQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "reference"], name="gifts_entry_once"),
            models.CheckConstraint(condition=Q(kind__in=KINDS), name="gifts_entry_kind"),
            models.CheckConstraint(
                condition=Q(kind="gift", minor__gt=0)
                | Q(kind__in=("refund", "dispute"), minor__lt=0)
                | (Q(kind="correction") & ~Q(minor=0)),
                name="gifts_entry_sign",
            ),
            models.CheckConstraint(
                condition=~Q(source="") & ~Q(reference=""), name="gifts_entry_named"
            ),
        ]
        indexes = [
            models.Index(fields=["reference"], name="gifts_entry_reference"),
            models.Index(fields=["purpose", "source", "currency"], name="gifts_entry_purpose"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.minor} {self.currency}"

    @property
    def money(self) -> Money:
        """What moved; below zero where it went back."""
        return Money(self.minor, self.currency)
