"""Leave for what recurs: one version of a journey, a reminder or a digest, within caps, for a time (A19)."""

from datetime import timedelta
from typing import Final

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from muster.approvals.models.round import Round

LONGEST: Final = timedelta(days=90)


class StandingClearance(models.Model):
    """The digest covers version, entry rule, texts and caps. It is only ever ended, once."""

    class Why(models.TextChoices):
        REVOKED = "revoked", _("Revoked")
        CHANGED = "changed", _("What it stood for was changed")
        DAY = "day", _("A run would have passed the cap of a day")
        TOTAL = "total", _("A run would have passed the cap in total")

    round = models.OneToOneField(Round, models.PROTECT, related_name="standing")
    subject = models.CharField(max_length=80)
    digest = models.CharField(max_length=64)
    version = models.CharField(max_length=80)
    per_day = models.PositiveIntegerField()
    total = models.PositiveIntegerField()
    approvers = ArrayField(models.BigIntegerField(), default=list)
    granted_at = models.DateTimeField()
    granted_by = models.CharField(max_length=80)
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=80, blank=True)
    ended_why = models.CharField(max_length=8, blank=True, choices=Why)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subject"], condition=Q(ended_at=None), name="standing_one_per_subject"
            ),
            models.CheckConstraint(
                condition=Q(per_day__gte=1) & Q(total__gte=F("per_day")), name="standing_has_caps"
            ),
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("granted_at"))
                & Q(expires_at__lte=F("granted_at") + LONGEST),
                name="standing_for_ninety_days_at_most",
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_by="", ended_why="")
                | (Q(ended_at__isnull=False) & ~Q(ended_by="") & ~Q(ended_why="")),
                name="standing_ended_with_doer_and_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"standing clearance {self.pk} of {self.subject}"
