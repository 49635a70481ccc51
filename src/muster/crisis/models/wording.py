"""A holding text: what we can say now, who looks into it, and when the next word comes.

It is written by one person, approved by another, and starts a clock when it is used.
"""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from muster.crisis.models.room import Room


class Wording(models.Model):
    """``what``, ``who`` and ``next_at`` are what its author answered; ``text`` is what others read."""

    room = models.ForeignKey(Room, on_delete=models.PROTECT, related_name="wordings")
    language = models.CharField(max_length=8, default="en")
    what = models.TextField()
    who = models.CharField(max_length=160)
    next_at = models.DateTimeField()
    text = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    approved_at = models.DateTimeField(null=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    # Sent back by whoever was asked to approve it, with the reason.
    returned_at = models.DateTimeField(null=True)
    returned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    reason = models.TextField(blank=True)
    used_at = models.DateTimeField(null=True)
    # Where it stands for everybody to read: “Instagram, under the artist’s post”.
    used_where = models.CharField(max_length=200, blank=True)

    class Meta:
        """Nobody approves their own, and only what was approved is used."""

        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(approved_by=None) | ~Q(approved_by=F("by")),
                name="crisis_text_approved_by_another",
            ),
            models.CheckConstraint(
                condition=Q(approved_at=None, approved_by=None)
                | Q(approved_at__isnull=False, approved_by__isnull=False),
                name="crisis_text_approved_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(used_at=None) | Q(approved_at__isnull=False),
                name="crisis_used_text_was_approved",
            ),
            models.CheckConstraint(
                condition=Q(returned_at=None) | Q(approved_at=None) & ~Q(reason=""),
                name="crisis_returned_text_says_why",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["room", "-at"], name="crisis_texts")]

    def __str__(self) -> str:
        """Return the text as the audit log names it."""
        return f"room-text:{self.pk}"

    @property
    def approved(self) -> bool:
        """Tell whether a second person agreed to it."""
        return self.approved_at is not None

    @property
    def waits(self) -> bool:
        """Tell whether it waits for a second person."""
        return self.approved_at is None and self.returned_at is None
