"""An arrival is the receipt of one message that reached us, whatever became of it.

It knows its sender only as a keyed fingerprint; the message itself is kept, sealed and for ninety days,
only where it was held back or handed aside.
"""

from datetime import timedelta
from typing import ClassVar, Final

from django.db import models

from muster.inbox.models.message import InboxMessage

KEPT: Final = timedelta(days=90)


class Arrival(models.Model):
    """Unique by fingerprint, so a message delivered twice is one message."""

    class Outcome(models.TextChoices):
        """What became of it."""

        STORED = "stored"  # a person wrote: it is in a conversation
        AUTO = "auto"  # a machine wrote: recorded, no clock
        BOUNCE = "bounce"  # a report about a mail of ours
        LOOP = "loop"  # it went round in circles
        HELD = "held"  # too many from one sender within an hour
        ASKED = "asked"  # a question from our own form, for a worker to thread
        WORD = "word"  # an instruction by text: stop, start, help, yes; obeyed at once

    fingerprint = models.CharField(max_length=64, unique=True)
    message_id = models.CharField(max_length=250, blank=True)
    channel = models.CharField(max_length=20)
    sender_mac = models.CharField(max_length=22)
    outcome = models.CharField(max_length=8, choices=Outcome)
    at = models.DateTimeField()
    size = models.PositiveIntegerField(default=0)
    entry = models.ForeignKey(InboxMessage, null=True, on_delete=models.SET_NULL, related_name="+")
    sealed = models.BinaryField(null=True)

    class Meta:
        """Looked up by sender within the last hour, and by outcome for the page."""

        indexes: ClassVar = [
            models.Index(fields=["sender_mac", "-at"], name="inbox_arrival_sender"),
            models.Index(fields=["outcome", "-at"], name="inbox_arrival_outcome"),
        ]

    def __str__(self) -> str:
        """Return the receipt as the audit log names it."""
        return f"arrival:{self.pk}"
