"""How somebody is ready to help: in which ways, how far, when, and what they need for it."""

from __future__ import annotations

from typing import ClassVar, Final

from django.db import models
from django.db.models import F, Q

from muster.people.models import IdentityKey

WAYS: Final = ("in_person", "online", "phone", "drive", "host")
ACCESS: Final = ("step_free", "seated", "quiet", "near_transport", "sign_language")
USUAL_KM: Final = 20
USUAL_HOURS: Final = 4


class Readiness(models.Model):
    """One for each person who said anything; the words of the lists stand in ``WAYS`` and ``ACCESS``."""

    key = models.OneToOneField(IdentityKey, on_delete=models.CASCADE, related_name="+")
    max_km = models.PositiveSmallIntegerField(default=USUAL_KM)
    ways = models.JSONField(default=list)
    languages = models.JSONField(default=list)
    access = models.JSONField(default=list)
    hours_month = models.PositiveSmallIntegerField(default=USUAL_HOURS)
    note = models.TextField(blank=True, default="")
    updated_at = models.DateTimeField()

    def __str__(self) -> str:
        """Return the readiness as the audit log names it."""
        return f"readiness:{self.pk}"


class Free(models.Model):
    """A time of each week, by the clocks of the person’s region. Monday is 0."""

    key = models.ForeignKey(IdentityKey, on_delete=models.CASCADE, related_name="+")
    weekday = models.PositiveSmallIntegerField()
    start_minute = models.PositiveSmallIntegerField()
    end_minute = models.PositiveSmallIntegerField()

    class Meta:
        """A stretch of one day."""

        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(weekday__lte=6, end_minute__lte=1440, start_minute__lt=F("end_minute")),
                name="volunteering_free_within_a_day",
            ),
            models.UniqueConstraint(
                fields=["key", "weekday", "start_minute"], name="volunteering_free_once"
            ),
        ]

    def __str__(self) -> str:
        """Return the time as the audit log names it."""
        return f"free:{self.pk}"


class Away(models.Model):
    """Days on which somebody cannot help, the first and the last included."""

    key = models.ForeignKey(IdentityKey, on_delete=models.CASCADE, related_name="+")
    first = models.DateField()
    last = models.DateField()

    class Meta:
        """Time runs forward."""

        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(last__gte=F("first")), name="volunteering_away_runs")
        ]

    def __str__(self) -> str:
        """Return the absence as the audit log names it."""
        return f"away:{self.pk}"
