"""The one page of our own that a correction may link to, counted by day and never by person (C2)."""

from django.db import models

from muster.broadcasts.models.broadcast import Broadcast


class PageCount(models.Model):
    """How often the page of a correction was asked for on one day."""

    broadcast = models.ForeignKey(Broadcast, models.PROTECT, related_name="page_counts")
    day = models.DateField()
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["broadcast", "day"], name="page_count_of_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.count} on {self.day} for broadcast {self.broadcast_id}"
