"""What somebody said they would give. It is no money and stands in no total."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q

from muster.kit.money import Money
from muster.people.models import IdentityKey, Person


class PledgeQuerySet(models.QuerySet["Pledge"]):
    """Phrases for choosing pledges."""

    def of(self, person: Person) -> Self:
        """What this person said they would give."""
        return self.filter(key__person=person)

    def standing(self) -> Self:
        """Those that were neither kept nor taken back."""
        return self.filter(ended_at=None)


class Pledge(models.Model):
    """A word given, until it is kept or taken back; who ended it stands beside it."""

    class Ending(models.TextChoices):
        """``kept``: the money came by another way; ``withdrawn``: it will not."""

        NONE = ""
        KEPT = "kept"
        WITHDRAWN = "withdrawn"

    key = models.ForeignKey(IdentityKey, on_delete=models.PROTECT, null=True, related_name="+")
    name = models.CharField(max_length=100, blank=True, default="")
    minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    purpose = models.TextField(blank=True, default="")
    at = models.DateTimeField()
    actor = models.TextField()
    ending = models.CharField(max_length=10, choices=Ending.choices, blank=True, default="")
    ended_at = models.DateTimeField(null=True)
    ended_by = models.TextField(blank=True, default="")

    objects = PledgeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(minor__gt=0), name="gifts_pledge_amount"),
            models.CheckConstraint(
                condition=Q(ending="", ended_at=None, ended_by="")
                | (Q(ending__in=("kept", "withdrawn"), ended_at__isnull=False) & ~Q(ended_by="")),
                name="gifts_pledge_ended",
            ),
        ]

    def __str__(self) -> str:
        return f"pledge of {self.minor} {self.currency}"

    @property
    def money(self) -> Money:
        """What was promised."""
        return Money(self.minor, self.currency)
