"""Who reads or writes in a conversation just now, so that two people do not answer at once.

A row speaks only until its moment; afterwards it means nothing, and is cleared away.
"""

from typing import ClassVar

from django.conf import settings
from django.db import models

from muster.inbox.models.conversation import Conversation


class Presence(models.Model):
    """One colleague in one conversation. Not a record of anybody’s work: it lives for half a minute."""

    conversation = models.ForeignKey(
        Conversation, on_delete=models.CASCADE, related_name="presences"
    )
    staff = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    writing = models.BooleanField(default=False)
    until = models.DateTimeField()

    class Meta:
        """Once in each conversation."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["conversation", "staff"], name="inbox_present_once")
        ]
        indexes: ClassVar = [models.Index(fields=["until"], name="inbox_presence_over")]

    def __str__(self) -> str:
        """Return who is where."""
        return f"presence:{self.conversation_id}:{self.staff_id}"
