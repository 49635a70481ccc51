"""What counting needs to know beside the facts: when which transactions began, who brought whom, what to count anew."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from muster.people.models import IdentityKey
from muster.rivalry.models.season import Season


class Mark(models.Model):
    """At this moment no transaction from this number on had begun: what bears a later one was told later."""

    at = models.DateTimeField(unique=True)
    xid = models.BigIntegerField()

    def __str__(self) -> str:
        """Return the mark as the audit log names it."""
        return f"mark:{self.pk}"


class Relay(models.Model):
    """One fact that says who brought whom. ``circle`` is how long a circle it is part of, zero for none."""

    season = models.ForeignKey(Season, on_delete=models.CASCADE, related_name="+")
    fact = models.BigIntegerField()
    ref = models.BigIntegerField(default=0)
    at = models.DateTimeField()
    key = models.ForeignKey(IdentityKey, on_delete=models.CASCADE, related_name="+")
    brought = models.ForeignKey(IdentityKey, on_delete=models.CASCADE, related_name="+")
    circle = models.PositiveSmallIntegerField(default=0)

    class Meta:
        """Each fact once."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["season", "fact"], name="rivalry_relay_once")
        ]
        indexes: ClassVar = [models.Index(fields=["season", "ref"], name="rivalry_relay_of_ref")]

    def __str__(self) -> str:
        """Return the relay as the audit log names it."""
        return f"relay:{self.pk}"


class Recount(models.Model):
    """A whole count of a season that somebody or something asked for, and when it was done."""

    season = models.ForeignKey(Season, on_delete=models.CASCADE, related_name="recounts")
    why = models.CharField(max_length=12)
    asked_at = models.DateTimeField()
    by = models.TextField()
    done_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        """Return the recount as the audit log names it."""
        return f"recount:{self.pk}"
