"""One line in the log of a room: who did or saw what, and when. Lines are added, never changed or removed."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from muster.crisis.models.room import Room


class LogEntry(models.Model):
    """``by`` is empty where Muster itself noted it. ``kind`` says what it is, for its sign and its words."""

    class Kind(models.TextChoices):
        """What a line tells."""

        OPENED = "opened"
        NOTE = "note"
        LEAD = "lead"
        DUTY = "duty"
        SEVERITY = "severity"
        TASK = "task"
        DONE = "done"
        HELD = "held"
        LIFTED = "lifted"
        TEXT = "text"
        APPROVED = "approved"
        RETURNED = "returned"
        USED = "used"
        PROMISED = "promised"
        MOVED = "moved"
        KEPT = "kept"
        HOT = "hot"
        CLOSED = "closed"

    room = models.ForeignKey(Room, on_delete=models.PROTECT, related_name="entries")
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    kind = models.CharField(max_length=10, choices=Kind)
    words = models.TextField(blank=True)

    class Meta:
        """Read newest first, within one room."""

        indexes: ClassVar = [models.Index(fields=["room", "-at", "-id"], name="crisis_log")]

    def __str__(self) -> str:
        """Return the line as the audit log names it."""
        return f"room-entry:{self.pk}"
