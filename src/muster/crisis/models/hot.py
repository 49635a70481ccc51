"""A conversation that somebody chose as hot: while the room is open, its answers pass a second person."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from muster.crisis.models.room import Room
from muster.inbox.models import Conversation


class HotThread(models.Model):
    """It is seen by whoever may see the conversation, and goes with it."""

    room = models.ForeignKey(Room, on_delete=models.PROTECT, related_name="threads")
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        """Once in each room."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["room", "conversation"], name="crisis_hot_once")
        ]

    def __str__(self) -> str:
        """Return the mark as the audit log names it."""
        return f"hot:{self.pk}"
