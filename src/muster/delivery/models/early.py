"""A receipt whose message we do not know, yet or any more: kept for some days, then dropped and counted."""

from __future__ import annotations

from django.db import models


class EarlyReceipt(models.Model):
    """What a proved name of ours said, for a recipient this database has no row of."""

    recipient_id = models.BigIntegerField(db_index=True)
    kind = models.CharField(max_length=10)
    source = models.CharField(max_length=40)
    event = models.CharField(max_length=200)
    code = models.CharField(max_length=20, blank=True)
    detail = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()
    heard_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "event"], name="early_receipt_once"),
        ]

    def __str__(self) -> str:
        return f"early {self.kind} for recipient {self.recipient_id}"
