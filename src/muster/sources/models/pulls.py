"""A source we ask ourselves: its token, how far we read, how the last run went and when the next is."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.db import models
from django.db.models import Q

from muster.sources.models.source import Source

EVERY: Final = timedelta(hours=1)


class Pull(models.Model):
    """How one source is asked. The token is sealed with the master key and shown to nobody again."""

    source = models.OneToOneField(Source, on_delete=models.CASCADE, related_name="pull")
    token = models.BinaryField()
    hint = models.CharField(max_length=8)
    # Everybody they changed up to here is known; written only when a run came to its end.
    read_to = models.DateTimeField(null=True)
    # When tags and answers to events were last gone through as a whole.
    swept_at = models.DateTimeField(null=True)
    running_since = models.DateTimeField(null=True)
    last_at = models.DateTimeField(null=True)
    next_at = models.DateTimeField()
    # How many runs in a row came to nothing, and how the last of them did.
    failures = models.IntegerField(default=0)
    problem = models.TextField(blank=True, default="")
    counts = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(failures=0, problem="") | (Q(failures__gt=0) & ~Q(problem="")),
                name="sources_pull_failed_somehow",
            )
        ]

    def __str__(self) -> str:
        return f"pull of {self.source_id}"
