"""One person's answer about one digest (A3). The database refuses to change or remove it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from muster.approvals.models.round import Round


class Decision(models.Model):
    class Kind(models.TextChoices):
        APPROVE = "approve", _("Approved")
        RETURN = "return", _("Returned for changes")
        REJECT = "reject", _("Rejected")

    round = models.ForeignKey(Round, models.PROTECT, related_name="decisions")
    digest = models.CharField(max_length=64)
    staff = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=7, choices=Kind)
    reason = models.TextField(blank=True)
    scope = models.TextField()
    authenticated_at = models.DateTimeField()
    session_mac = models.CharField(max_length=43)
    at = models.DateTimeField()
    expires_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["round", "staff"], name="decision_once_per_person"),
            models.CheckConstraint(
                condition=Q(kind="approve") | ~Q(reason=""), name="decision_no_has_a_reason"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["approve", "return", "reject"]), name="decision_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(authenticated_at__lte=models.F("at")), name="decision_after_step_up"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} by {self.staff_id} in {self.round_id}"
