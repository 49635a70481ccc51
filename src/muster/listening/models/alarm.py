"""An alarm says that a topic is no longer as usual: raised once for a storm, with what it was seen by.

A machine raises it and ends it when calm has come back; people dismiss it with a reason or take it into a room.
"""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q


class Alarm(models.Model):
    """``since`` is the first five minutes beyond the usual, ``last_at`` the latest. It names no person."""

    topic = models.ForeignKey("listening.Topic", on_delete=models.CASCADE, related_name="alarms")
    raised_at = models.DateTimeField()
    since = models.DateTimeField()
    last_at = models.DateTimeField()
    # From one (look at it) to three (everybody, now); it may grow, and never shrinks.
    severity = models.PositiveSmallIntegerField()
    # Which of the three signs it was seen by: "volume", "negative", "companion".
    reasons = models.JSONField(default=list)
    ended_at = models.DateTimeField(null=True)
    dismissed_at = models.DateTimeField(null=True)
    dismissed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    dismissed_why = models.CharField(max_length=500, blank=True, default="")
    # The crisis room it was handed to, by value: rooms stand above.
    handed_at = models.DateTimeField(null=True)
    handed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    room = models.BigIntegerField(null=True)

    class Meta:
        """A topic has one storm at a time; what is dismissed says why; what is handed over says where to."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["topic"], condition=Q(ended_at=None), name="listening_one_alarm_a_storm"
            ),
            models.CheckConstraint(
                condition=Q(severity__gte=1, severity__lte=3), name="listening_alarm_severity"
            ),
            models.CheckConstraint(
                condition=Q(dismissed_at=None, dismissed_why="")
                | (Q(dismissed_at__isnull=False) & ~Q(dismissed_why="")),
                name="listening_dismissed_says_why",
            ),
            models.CheckConstraint(
                condition=Q(handed_at=None, room=None)
                | Q(handed_at__isnull=False, room__isnull=False),
                name="listening_handed_says_where",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["-raised_at", "-id"], name="listening_alarms_latest")
        ]

    def __str__(self) -> str:
        """Return the alarm as the audit log names it."""
        return f"alarm:{self.pk}"

    @property
    def standing(self) -> bool:
        """Tell whether it still asks for somebody: neither over nor dismissed nor in a room."""
        return self.ended_at is None and self.dismissed_at is None and self.handed_at is None


class Evidence(models.Model):
    """What an alarm was raised on, or grew on: the curve, the companions, and which posts. Never changed.

    Posts stand in it by number, so that what somebody had erased is gone from here too.
    """

    alarm = models.ForeignKey(Alarm, on_delete=models.CASCADE, related_name="evidence")
    at = models.DateTimeField()
    severity = models.PositiveSmallIntegerField()
    reasons = models.JSONField(default=list)
    found = models.JSONField(default=dict)
    # The numbers of the staff who were told.
    told = models.JSONField(default=list)

    def __str__(self) -> str:
        """Return the evidence as a log names it."""
        return f"evidence:{self.pk}"
