"""The house rules of the inbox, one row: how soon we promise to answer, and who sees strangers."""

from typing import ClassVar

from django.db import models
from django.db.models import Q


class Rules(models.Model):
    """Defaults hold until somebody changes them."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    promise_minutes = models.PositiveIntegerField(default=240)
    strangers_to_all = models.BooleanField(default=False)
    per_sender_an_hour = models.PositiveIntegerField(default=20)

    class Meta:
        """One row."""

        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(id=1), name="inbox_rules_one_row")
        ]

    def __str__(self) -> str:
        """Return what this row is."""
        return "inbox rules"

    @classmethod
    def current(cls) -> "Rules":
        """Return the rules that hold; before anybody set some, the defaults."""
        return cls.objects.filter(pk=1).first() or cls(pk=1)
