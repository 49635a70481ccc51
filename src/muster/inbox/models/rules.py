"""The house rules of the inbox, one row: what we promise, who is told when it runs out, and who sees strangers."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from muster.inbox.priority import FACTORS


def factors() -> list[float]:
    """Return what is left of a promise at each severity before anybody chose otherwise."""
    return [100 * one for one in FACTORS]


class Rules(models.Model):
    """Defaults hold until somebody changes them."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    promise_minutes = models.PositiveIntegerField(default=240)
    resolve_minutes = models.PositiveIntegerField(default=7_200, db_default=7_200)
    # Read by ``inbox.hours``; nothing is all hours of all days.
    hours = models.JSONField(default=dict, db_default={})
    # What is left of a promise at each severity, in hundredths.
    factors = models.JSONField(default=factors, db_default=[100, 50, 25, 12.5])
    # Read by ``inbox.ladder``; nothing is the usual one.
    ladder = models.JSONField(default=list, db_default=[])
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
