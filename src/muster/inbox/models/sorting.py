"""What one message seems to be, as the judge said once and staff may have said since."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from muster.inbox.models.message import InboxMessage


class Sorting(models.Model):
    """``kind`` is what holds now; ``judged`` stays what the judge had said. ``words`` are those that weighed."""

    message = models.OneToOneField(
        InboxMessage, primary_key=True, on_delete=models.CASCADE, related_name="sorting"
    )
    language = models.CharField(max_length=2)
    kind = models.CharField(max_length=12)
    judged = models.CharField(max_length=12)
    certainty = models.FloatField()
    words = models.JSONField(default=list)
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        """Certainty is a share."""

        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(certainty__gte=0, certainty__lte=1), name="inbox_sorting_share"
            )
        ]

    def __str__(self) -> str:
        """Return the sorting as the audit log names it."""
        return f"sorting:{self.pk}"
