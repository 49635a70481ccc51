"""How many follow an account of ours, counted again and again: a curve that shows when people leave."""

from typing import ClassVar

from django.db import models


class Followers(models.Model):
    """One count of one account, such as “bluesky:did:plc:…”. A count that failed is no row."""

    network = models.CharField(max_length=10)
    account = models.CharField(max_length=320)
    handle = models.CharField(max_length=320, blank=True, default="")
    at = models.DateTimeField()
    count = models.PositiveIntegerField()

    class Meta:
        """An account is counted once at one moment."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["account", "at"], name="listening_followers_once")
        ]

    def __str__(self) -> str:
        """Return the count as a log names it."""
        return f"followers:{self.pk}"
