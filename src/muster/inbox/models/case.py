"""A case is a complaint with an owner: it ends answered or not at all, and what it taught can be kept.

It holds conversations on any channel; whoever may see one of them may see the case, and so may the
region where it began.
"""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from muster.places.models import Region


class Case(models.Model):
    """``outcome`` is what we did about it; ``lesson`` is written for colleagues and names nobody."""

    title = models.CharField(max_length=160)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    region = models.ForeignKey(Region, null=True, on_delete=models.SET_NULL, related_name="+")
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    outcome = models.TextField(blank=True)
    lesson = models.TextField(blank=True)
    # Staff said that it never was a complaint; it counts as none.
    mistaken = models.BooleanField(default=False, db_default=False)

    class Meta:
        """What is closed says what was done."""

        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(closed_at=None) | ~Q(outcome=""),
                name="inbox_closed_case_has_an_outcome",
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["closed_at", "opened_at"], name="inbox_cases_open")
        ]

    def __str__(self) -> str:
        """Return the case as the audit log names it."""
        return f"case:{self.pk}"

    @property
    def open(self) -> bool:
        """Tell whether it still needs somebody."""
        return self.closed_at is None
