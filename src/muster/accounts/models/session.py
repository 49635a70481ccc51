"""A browser in which a staff member is signed in. Holds a fingerprint of its key, never the key."""

from django.db import models


class StaffSession(models.Model):
    """When it began, when it was last seen, from where about, and when and why it ended."""

    staff = models.ForeignKey("accounts.Staff", on_delete=models.CASCADE, related_name="+")
    fingerprint = models.CharField(max_length=32, unique=True)
    browser = models.CharField(max_length=80, blank=True, default="")
    ip_class = models.CharField(max_length=40, blank=True, default="")
    started_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_why = models.CharField(max_length=20, blank=True, default="")

    class Meta:
        """An end has a reason."""

        indexes = [models.Index(fields=["staff", "-seen_at"], name="accounts_session_staff")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ended_at__isnull=True, ended_why="")
                | (models.Q(ended_at__isnull=False) & ~models.Q(ended_why="")),
                name="accounts_session_end_pair",
            )
        ]

    def __str__(self) -> str:
        """Return the number."""
        return f"session {self.pk}"
