"""The promise of the next word: when it is due, and whether it was kept or moved."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from muster.crisis.models.room import Room
from muster.crisis.models.wording import Wording


class Promise(models.Model):
    """One due time. Moving it ends this row and begins another, so that both can be read."""

    class Ending(models.TextChoices):
        """How a promise ended."""

        KEPT = "kept"
        MOVED = "moved"

    room = models.ForeignKey(Room, on_delete=models.PROTECT, related_name="promises")
    wording = models.ForeignKey(Wording, on_delete=models.PROTECT, related_name="promises")
    due_at = models.DateTimeField()
    made_at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    ending = models.CharField(max_length=5, choices=Ending, blank=True, default="")
    # The next word itself, or why it comes later.
    words = models.TextField(blank=True)

    class Meta:
        """One runs at a time in a room, and what ended says how."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["room"], condition=Q(ended_at=None), name="crisis_one_promise_runs"
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_by=None, ending="")
                | Q(ended_at__isnull=False, ended_by__isnull=False) & ~Q(ending=""),
                name="crisis_ended_promise_says_how",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["due_at"], name="crisis_due", condition=Q(ended_at=None))
        ]

    def __str__(self) -> str:
        """Return the promise as the audit log names it."""
        return f"promise:{self.pk}"
