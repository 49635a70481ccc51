"""Leave to send exactly one document, minted from approvals; nothing is sent without."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from muster.approvals.models.round import Round


class Clearance(models.Model):
    round = models.OneToOneField(Round, models.PROTECT, related_name="clearance")
    subject = models.CharField(max_length=80)
    digest = models.CharField(max_length=64)
    approvers = ArrayField(models.BigIntegerField(), default=list)
    minted_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(expires_at__gt=models.F("minted_at")),
                name="clearance_expires_later",
            ),
        ]

    def __str__(self) -> str:
        return f"clearance {self.pk} of {self.subject}"
