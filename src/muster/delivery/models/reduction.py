"""A snapshot whose people are gone: the counts stay (S8)."""

from __future__ import annotations

from django.db import models

from muster.delivery.models.document import Snapshot


class Reduction(models.Model):
    """Written in the transaction that took every name, address and value out of a snapshot."""

    snapshot = models.OneToOneField(Snapshot, models.PROTECT, related_name="reduction")
    recipients = models.PositiveIntegerField()
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"reduction of snapshot {self.snapshot_id}"
