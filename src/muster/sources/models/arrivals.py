"""Tracking calls between the door and the log: stored before they are acknowledged."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.contrib.postgres.indexes import BrinIndex
from django.db import models

from muster.sources.models.source import Source

MESSAGES_KEPT_FOR: Final = timedelta(days=60)


class Arrival(models.Model):
    """One call’s events, waiting for a worker. The door may add one and may not read any."""

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="+", db_index=False)
    power = models.TextField()
    received_at = models.DateTimeField()
    # As `kinds.segment.packing` writes them: nobody asks the database what stands inside.
    events = models.BinaryField()
    count = models.IntegerField(default=0)
    tries = models.SmallIntegerField(default=0)
    problem = models.TextField(blank=True, default="")

    def __str__(self) -> str:
        return f"arrival {self.pk}"


class SeenMessage(models.Model):
    """The fingerprint of an event’s messageId, so that a repeated call counts once.

    A row for every event there is, hence as narrow as can be. The mark begins with the source’s number.
    """

    mark = models.UUIDField(primary_key=True)
    at = models.DateTimeField()

    class Meta:
        indexes = [BrinIndex(fields=["at"], name="sources_message_age")]

    def __str__(self) -> str:
        return str(self.mark)
