"""The rows that stop a release, let it go on or end it, and the one that stops the whole organisation."""

from __future__ import annotations

from django.db import models

from muster.delivery.models.release import Release


class Halt(models.Model):
    """Somebody stopped it. Sending is stopped from the commit of this row (H2)."""

    release = models.ForeignKey(Release, models.PROTECT, related_name="halts")
    by = models.CharField(max_length=80)
    at = models.DateTimeField()
    reason = models.TextField(blank=True)
    # The metric that crossed its line; empty where a person pressed the button (W5, W9).
    metric = models.CharField(max_length=20, blank=True)
    # What was counted: {"x", "n", "p0", "e", "limit", …}; numbers only, never an address.
    evidence = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"halt of release {self.release_id}"


class Resumption(models.Model):
    """The end of one halt: sending goes on with untouched messages only (H7)."""

    halt = models.OneToOneField(Halt, models.PROTECT, related_name="resumption")
    by = models.CharField(max_length=80)
    at = models.DateTimeField()
    reason = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"resumption of release after halt {self.halt_id}"


class Cancellation(models.Model):
    """The untouched rest is never sent."""

    release = models.OneToOneField(Release, models.PROTECT, related_name="cancellation")
    by = models.CharField(max_length=80)
    at = models.DateTimeField()
    reason = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"cancellation of release {self.release_id}"


class Stop(models.Model):
    """Everything this organisation sends in bulk stands still while a row is not lifted (H1)."""

    by = models.CharField(max_length=80)
    at = models.DateTimeField()
    reason = models.TextField(blank=True)
    lifted_by = models.CharField(max_length=80, blank=True)
    lifted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                models.Value(1), condition=models.Q(lifted_at=None), name="one_stop_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"stop {self.pk}"
