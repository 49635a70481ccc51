"""A picture that mail may show: re-encoded by us, kept under the hash of its own bytes, for everybody the same."""

from __future__ import annotations

from typing import Final

from django.db import models

# As wide as the sheet of a mail.
SHOWN_WIDTH: Final = 568


class Picture(models.Model):
    """Its bytes lie on disk under their digest; nothing of the file that came in is kept."""

    digest = models.CharField(max_length=64, unique=True)
    extension = models.CharField(max_length=4)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    size = models.PositiveIntegerField()
    added_by = models.CharField(max_length=80)
    added_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The name it has in a text and in its address; it says how wide a mail shows it."""
        return f"{self.digest[:20]}-{min(self.width, SHOWN_WIDTH)}.{self.extension}"
