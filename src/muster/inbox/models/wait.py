"""A wait runs from the first message nobody answered until the answer, or until it was put away.

It keeps the promise that held when it began, so that reply times stay honest when promises change.
"""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from muster.inbox.models.conversation import Conversation


class Wait(models.Model):
    """One stretch of waiting; at most one runs in a conversation."""

    class Ending(models.TextChoices):
        """How it ended."""

        ANSWERED = "answered"
        CLOSED = "closed"
        # It went on in the thread this one was joined with; not an end that counts.
        JOINED = "joined"

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="waits")
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ending = models.CharField(max_length=8, choices=Ending, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        """An ending has a moment, and nothing ends before it began."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["conversation"],
                name="inbox_one_wait_runs",
                condition=Q(ended_at__isnull=True),
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ending="")
                | (Q(ended_at__isnull=False) & ~Q(ending="")),
                name="inbox_ending_has_a_moment",
            ),
            models.CheckConstraint(
                condition=Q(due_at__gte=F("asked_at")), name="inbox_due_after_asked"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["ended_at"], name="inbox_waits_ended")]

    def __str__(self) -> str:
        """Return the wait with its thread."""
        return f"wait in conversation:{self.conversation_id}"
