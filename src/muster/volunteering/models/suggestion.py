"""Somebody who would fit a shift, why, and what became of the idea."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from muster.people.models import IdentityKey
from muster.volunteering.models.task import Shift


class Suggestion(models.Model):
    """``reasons`` are codes with values; the words are made when somebody looks."""

    shift = models.ForeignKey(Shift, on_delete=models.CASCADE, related_name="suggestions")
    key = models.ForeignKey(IdentityKey, on_delete=models.CASCADE, related_name="+")
    made_at = models.DateTimeField()
    rank = models.PositiveIntegerField()
    points = models.FloatField()
    reasons = models.JSONField(default=list)
    accepted_at = models.DateTimeField(null=True)
    declined_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    # The number of the selection of delivery they were invited by, by value.
    selection = models.BigIntegerField(null=True)
    asked_at = models.DateTimeField(null=True)

    class Meta:
        """Each person once for a shift; a decision is one or the other."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["shift", "key"], name="volunteering_suggestion_once"),
            models.CheckConstraint(
                condition=Q(accepted_at=None) | Q(declined_at=None),
                name="volunteering_suggestion_one_decision",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["key", "-asked_at"],
                condition=Q(asked_at__isnull=False),
                name="volunteering_asked_lately",
            )
        ]

    def __str__(self) -> str:
        """Return the suggestion as the audit log names it."""
        return f"suggestion:{self.pk}"
