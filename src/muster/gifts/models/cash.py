"""Cash in a hat, counted by two people who do not see each other’s figure."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q


class Hat(models.Model):
    """One hat (box, tin, envelope) of one currency. Counted alike by two it is booked; else somebody settles it."""

    class State(models.TextChoices):
        """``differs`` until a third person says what is in it, or the two count again."""

        OPEN = "open"
        ONCE = "once"
        DIFFERS = "differs"
        BOOKED = "booked"

    purpose = models.TextField(blank=True, default="")
    name = models.CharField(max_length=80)
    currency = models.CharField(max_length=3)
    state = models.CharField(max_length=8, choices=State.choices, default=State.OPEN)
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    # What stands in the books for it: the sum of its entries, written down for the nightly comparison.
    booked_minor = models.BigIntegerField(null=True)
    booked_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    reason = models.CharField(max_length=300, blank=True, default="")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=("open", "once", "differs", "booked")),
                name="gifts_hat_state",
            ),
            models.CheckConstraint(
                condition=Q(state="booked", booked_minor__isnull=False, booked_at__isnull=False)
                | (~Q(state="booked") & Q(booked_minor=None, booked_at=None)),
                name="gifts_hat_booked",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def reference(self) -> str:
        """Its number in the ledger."""
        return f"hat:{self.pk}"


class CashCount(models.Model):
    """What one person counted in a hat. Counting again is a new row; the latest of each person holds."""

    hat = models.ForeignKey(Hat, on_delete=models.PROTECT, related_name="counts")
    counter = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    minor = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(minor__gte=0), name="gifts_count_amount"),
        ]

    def __str__(self) -> str:
        return f"count {self.pk}"
