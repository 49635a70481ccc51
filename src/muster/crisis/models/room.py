"""One room: what broke, since when, how bad it is, and the one person who leads.

It stays open until somebody says what was learned, or why it was no crisis at all.
"""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from muster.inbox.models import Topic


class Room(models.Model):
    """``since`` is when it began out there, ``opened_at`` when we began to work on it."""

    class Severity(models.IntegerChoices):
        """How bad it is; the page says it in words."""

        WATCH = 1
        SERIOUS = 2
        GRAVE = 3

    title = models.CharField(max_length=160)
    what = models.TextField(blank=True)
    severity = models.PositiveSmallIntegerField(choices=Severity)
    since = models.DateTimeField()
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    lead = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    # Whom everybody else turns to: a colleague, and how they are reached now.
    duty = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    duty_reach = models.CharField(max_length=120, blank=True)
    # What raised it, by value, as listening names it ("alarm:12"); empty where a person opened it.
    alarm = models.CharField(max_length=60, blank=True, default="")
    # What people write about here: every open conversation about it is hot while the room is open.
    topic = models.ForeignKey(Topic, null=True, on_delete=models.SET_NULL, related_name="+")
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    # How it ended, and what it taught; of a false alarm, why it was one.
    outcome = models.TextField(blank=True)
    lesson = models.TextField(blank=True)
    false_alarm = models.BooleanField(default=False, db_default=False)
    # What a closed room is found by, folded.
    find_key = models.TextField(blank=True, default="")

    class Meta:
        """Who closes a room says what was learned, or why it was none."""

        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(closed_at=None, closed_by=None)
                | Q(closed_at__isnull=False, closed_by__isnull=False),
                name="crisis_closed_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(closed_at=None)
                | Q(false_alarm=True) & ~Q(outcome="")
                | Q(false_alarm=False) & ~Q(lesson=""),
                name="crisis_closed_with_a_lesson",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["-opened_at", "-id"], name="crisis_newest"),
            models.Index(fields=["topic"], name="crisis_topics", condition=Q(closed_at=None)),
        ]

    def __str__(self) -> str:
        """Return the room as the audit log names it."""
        return f"room:{self.pk}"

    @property
    def open(self) -> bool:
        """Tell whether it is still worked on."""
        return self.closed_at is None
