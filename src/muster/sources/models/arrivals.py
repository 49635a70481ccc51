"""Tracking calls between the door and the log: stored before they are acknowledged."""

from __future__ import annotations

from django.db import models

from muster.sources.models.source import Source


class Arrival(models.Model):
    """One call’s events, waiting for a worker. The door may add one and may not read any."""

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="+")
    power = models.TextField()
    received_at = models.DateTimeField()
    events = models.JSONField()
    tries = models.SmallIntegerField(default=0)
    problem = models.TextField(blank=True, default="")

    def __str__(self) -> str:
        return f"arrival {self.pk}"


class SeenMessage(models.Model):
    """The fingerprint of an event’s messageId, so that a repeated call counts once."""

    id = models.BigAutoField(primary_key=True)
    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="+")
    digest = models.BinaryField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "digest"], name="sources_message_once")
        ]
        indexes = [models.Index(fields=["at"], name="sources_message_age")]

    def __str__(self) -> str:
        return bytes(self.digest).hex()[:12]
