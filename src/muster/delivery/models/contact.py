"""How often somebody is written to, across all that is sent: one row for each place in a week (D14)."""

from __future__ import annotations

from django.db import models


class ContactSlot(models.Model):
    """Taken in the claim transaction; two broadcasts that claim one person cannot take the same place."""

    person_id = models.BigIntegerField()
    channel = models.CharField(max_length=20)
    week = models.DateField()
    place = models.PositiveSmallIntegerField()
    release_id = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person_id", "channel", "week", "place"], name="one_contact_per_place"
            ),
        ]

    def __str__(self) -> str:
        return f"contact {self.place} of week {self.week}"
