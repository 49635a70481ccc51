"""The calendar of one person’s shifts, at an address only they know."""

from __future__ import annotations

from django.db import models

from muster.people.models import IdentityKey


class Feed(models.Model):
    """``version`` is part of the secret address: a higher one closes the address before it."""

    key = models.OneToOneField(IdentityKey, on_delete=models.CASCADE, related_name="+")
    version = models.PositiveSmallIntegerField(default=1)
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        """Return the calendar as the audit log names it."""
        return f"calendar:{self.pk}"
