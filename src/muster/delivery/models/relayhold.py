"""What our own relay was asked to keep back after a halt: best effort, and never counted as halted (H6)."""

from __future__ import annotations

from django.db import models

from muster.delivery.models.halt import Halt


class RelayHold(models.Model):
    """One halt’s mail that was still in the relay’s queue; it is let go again after a resumption."""

    halt = models.OneToOneField(Halt, models.PROTECT, related_name="relay_hold")
    held = models.PositiveIntegerField(default=0)
    # Why it could not be asked, if it could not.
    words = models.CharField(max_length=200, blank=True)
    asked_at = models.DateTimeField()
    freed = models.PositiveIntegerField(default=0)
    freed_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"relay hold after halt {self.halt_id}"
