"""An answer in the ten seconds before it leaves: everything it changed, so that it can be taken back exactly.

The row goes when the answer has left, or with the answer when it was taken back.
"""

from typing import ClassVar

from django.conf import settings
from django.db import models

from muster.inbox.models.message import InboxMessage


class Leaving(models.Model):
    """``before`` holds how each conversation stood and which waits the answer ended, by number."""

    message = models.OneToOneField(
        InboxMessage, primary_key=True, on_delete=models.CASCADE, related_name="leaving"
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    direct = models.BigIntegerField()
    leaves_at = models.DateTimeField()
    before = models.JSONField(default=list)

    class Meta:
        """Cleared away in the order they leave."""

        indexes: ClassVar = [models.Index(fields=["leaves_at"], name="inbox_leaving_when")]

    def __str__(self) -> str:
        """Return what leaves."""
        return f"leaving inbox-message:{self.message_id}"
