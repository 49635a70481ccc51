"""A wait runs from the first message nobody answered until the answer, or until it was put away.

A resolution is the longer stretch around it, from the first message until the matter was closed. Both keep, by
value, the promise that held when they began, so that reply times stay honest when promises change.
"""

from datetime import datetime, timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from muster.inbox import clock, hours
from muster.inbox.models.conversation import Conversation


class Stretch(models.Model):
    """Time that runs against a promise. ``worked`` is how many seconds of its hours it took, once it has ended."""

    conversation = models.ForeignKey(
        Conversation, on_delete=models.CASCADE, related_name="%(class)ss"
    )
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    # The promise before anything shortened it, and its hours as ``inbox.hours`` reads them; none is all hours.
    promise_minutes = models.PositiveIntegerField(default=240, db_default=240)
    hours = models.JSONField(default=dict, db_default={})
    worked = models.PositiveIntegerField(null=True)

    class Meta:
        """Not a table of its own."""

        abstract = True

    @property
    def promised(self) -> clock.Promise:
        """The promise as it was made."""
        return clock.promise(self.promise_minutes, hours.read(self.hours))

    def end(self, at: datetime, by_id: int | None) -> None:
        """Note the ending and what it took; the action that ends it saves it."""
        passed = self.promised.passed(self.asked_at, at)
        self.ended_at, self.by_id = at, by_id
        self.worked = int(passed / timedelta(seconds=1))


class Wait(Stretch):
    """One stretch of waiting; at most one runs in a conversation.

    ``severity`` is the highest it reached, which shortened its promise; ``look_at`` is when it is looked at next.
    """

    class Ending(models.TextChoices):
        """How it ended."""

        ANSWERED = "answered"
        CLOSED = "closed"
        # It went on in the thread this one was joined with; not an end that counts.
        JOINED = "joined"

    ending = models.CharField(max_length=8, choices=Ending, blank=True)
    severity = models.PositiveSmallIntegerField(default=0, db_default=0)
    look_at = models.DateTimeField(null=True)

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
        indexes: ClassVar = [
            models.Index(fields=["ended_at"], name="inbox_waits_ended"),
            models.Index(fields=["asked_at"], name="inbox_waits_asked"),
            models.Index(fields=["due_at"], name="inbox_waits_due"),
            models.Index(
                fields=["look_at"], name="inbox_waits_look", condition=Q(ended_at__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        """Return the wait with its thread."""
        return f"wait in conversation:{self.conversation_id}"


class Resolution(Stretch):
    """From the first message until the matter was closed; ``reopened`` counts how often it was not over yet."""

    reopened = models.PositiveSmallIntegerField(default=0)

    class Meta:
        """At most one runs in a conversation."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["conversation"],
                name="inbox_one_resolution_runs",
                condition=Q(ended_at__isnull=True),
            ),
            models.CheckConstraint(
                condition=Q(due_at__gte=F("asked_at")), name="inbox_resolution_due_after_asked"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["asked_at"], name="inbox_resolutions_asked")]

    def __str__(self) -> str:
        """Return the stretch with its thread."""
        return f"resolution in conversation:{self.conversation_id}"


class Escalation(models.Model):
    """One rung climbed in one wait, once; ``told`` are the staff who were told, by number."""

    wait = models.ForeignKey(Wait, on_delete=models.CASCADE, related_name="escalations")
    rung = models.CharField(max_length=8)
    at = models.DateTimeField()
    told = models.JSONField(default=list)

    class Meta:
        """A rung happens once."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["wait", "rung"], name="inbox_rung_once")
        ]

    def __str__(self) -> str:
        """Return the rung with its wait."""
        return f"{self.rung} of wait:{self.wait_id}"
