"""This installation itself: its fence against clones, and the outbox nothing leaves in training."""

from __future__ import annotations

from django.db import models


class Fence(models.Model):
    """The one row whose twin lies on this computer's disk; if they differ, sending is off (D13)."""

    instance = models.CharField(max_length=40)
    generation = models.PositiveIntegerField(default=1)
    confirmed_by = models.CharField(max_length=80)
    confirmed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(id=1), name="one_fence"),
        ]

    def __str__(self) -> str:
        return f"fence {self.generation}"


class CaughtMessage(models.Model):
    """A message that would have left, had this not been training."""

    class Sort(models.TextChoices):
        BROADCAST = "broadcast"
        ANSWER = "answer"
        LETTER = "letter"

    sort = models.CharField(max_length=10, choices=Sort.choices)
    address = models.TextField(db_index=True)
    title = models.CharField(max_length=300)
    subject = models.CharField(max_length=80, blank=True, db_index=True)
    person_id = models.BigIntegerField(null=True, db_index=True)
    recipient_id = models.BigIntegerField(null=True)
    message_id = models.CharField(max_length=200, db_index=True)
    raw = models.BinaryField()
    at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"caught message {self.pk}"
