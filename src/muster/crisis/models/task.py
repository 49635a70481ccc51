"""One thing somebody in a room does, until when, and whether it is done."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from muster.crisis.models.room import Room


class Task(models.Model):
    """It has an owner and a due time, or it is a wish."""

    room = models.ForeignKey(Room, on_delete=models.PROTECT, related_name="tasks")
    words = models.CharField(max_length=200)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    due_at = models.DateTimeField()
    made_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        """What is done was done by somebody."""

        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(done_at=None, done_by=None)
                | Q(done_at__isnull=False, done_by__isnull=False),
                name="crisis_task_done_by_somebody",
            )
        ]
        indexes: ClassVar = [models.Index(fields=["room", "due_at"], name="crisis_tasks")]

    def __str__(self) -> str:
        """Return the task as the audit log names it."""
        return f"room-task:{self.pk}"
