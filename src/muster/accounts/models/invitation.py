"""An invitation to join the staff: one link, one use, seven days. Only a fingerprint of the link is kept."""

from datetime import datetime

from django.db import models


class Invitation(models.Model):
    """Whom somebody invited, with which roles and regions, and what became of it."""

    email = models.EmailField()
    name = models.CharField(max_length=120)
    language = models.CharField(max_length=8, default="en")
    roles = models.JSONField(default=list)
    every_region = models.BooleanField(default=False)
    regions = models.JSONField(default=list)
    token_digest = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey("accounts.Staff", on_delete=models.PROTECT, related_name="+")
    invited_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(
        "accounts.Staff", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """Who accepted and when are told together; one open invitation per address."""

        constraints = [
            models.CheckConstraint(
                condition=models.Q(accepted_at__isnull=True, accepted_by__isnull=True)
                | models.Q(accepted_at__isnull=False, accepted_by__isnull=False),
                name="accounts_invitation_accepted_pair",
            ),
            models.UniqueConstraint(
                fields=["email"],
                condition=models.Q(accepted_at__isnull=True, withdrawn_at__isnull=True),
                name="accounts_one_open_invitation",
            ),
        ]

    def __str__(self) -> str:
        """Return the number; the address stays out of logs."""
        return f"invitation {self.pk}"

    def state(self, now: datetime) -> str:
        """Return "accepted", "withdrawn", "expired" or "open"."""
        if self.accepted_at:
            return "accepted"
        if self.withdrawn_at:
            return "withdrawn"
        return "expired" if self.expires_at <= now else "open"
