"""Leave to send exactly one document, minted from approvals; nothing is sent without."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from muster.approvals.models.round import Round
from muster.approvals.models.standing import StandingClearance


class Clearance(models.Model):
    """From a round of its own, or drawn from a standing clearance within its caps (A19)."""

    round = models.OneToOneField(Round, models.PROTECT, null=True, related_name="clearance")
    standing = models.ForeignKey(
        StandingClearance, models.PROTECT, null=True, related_name="clearances"
    )
    subject = models.CharField(max_length=80)
    digest = models.CharField(max_length=64)
    # The row of the policy that bound at that moment; what was demanded is never asked back.
    tier = models.CharField(max_length=20, default="")
    # How many people a drawn one is for; the caps are counted over these.
    count = models.PositiveIntegerField(null=True)
    approvers = ArrayField(models.BigIntegerField(), default=list)
    minted_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("minted_at")),
                name="clearance_expires_later",
            ),
            models.CheckConstraint(
                condition=Q(round__isnull=False, standing=None, count=None)
                | Q(round=None, standing__isnull=False, count__gte=1),
                name="clearance_from_a_round_or_drawn",
            ),
            models.UniqueConstraint(
                fields=["standing", "subject", "digest"],
                condition=Q(standing__isnull=False),
                name="clearance_drawn_once_per_run",
            ),
        ]
        indexes = [models.Index(fields=["standing", "minted_at"], name="clearance_drawn")]

    def __str__(self) -> str:
        return f"clearance {self.pk} of {self.subject}"

    @property
    def unchecked(self) -> bool:
        """No second person has read it (A16)."""
        return not self.approvers
