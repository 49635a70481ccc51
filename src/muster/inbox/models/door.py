"""A door is a way in at which we fetch ourselves: a mailbox, an account. It says how far we have read.

Whoever is called instead (LMTP, the gateway’s hook) has none: there the other side keeps what we did not take.
"""

from typing import ClassVar

from django.db import models
from django.db.models import Q


class Door(models.Model):
    """``mark`` is written in the transaction that stores what was read, so neither is ever ahead of the other."""

    # Such as “imap”, or “bluesky” with an account behind it.
    name = models.CharField(max_length=80, primary_key=True)
    mark = models.JSONField(default=dict)
    heard_at = models.DateTimeField(null=True)
    trouble_at = models.DateTimeField(null=True)
    trouble = models.CharField(max_length=300, blank=True, default="")

    class Meta:
        """Trouble has a moment at which it began."""

        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(trouble_at=None, trouble="")
                | (Q(trouble_at__isnull=False) & ~Q(trouble="")),
                name="inbox_trouble_has_a_moment",
            )
        ]

    def __str__(self) -> str:
        """Return the door as the audit log names it."""
        return f"door:{self.name}"
