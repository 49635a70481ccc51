"""An answer that waits for a second pair of eyes: written by one person, let go or returned by another.

Nothing of it has left. The wait of whoever asked runs on until it does.
"""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from muster.inbox.models.conversation import Conversation


class Proposal(models.Model):
    """``permission`` is what the second person must hold, ``why`` says what made it need one."""

    class Ending(models.TextChoices):
        """What became of it."""

        LEFT = "left"
        RETURNED = "returned"
        WITHDRAWN = "withdrawn"

    conversation = models.ForeignKey(
        Conversation, on_delete=models.CASCADE, related_name="proposals"
    )
    said = models.TextField(blank=True)
    channel = models.CharField(max_length=20, blank=True, default="")
    # Other threads of theirs that it answers as well, by number.
    also = models.JSONField(default=list)
    closing = models.BooleanField(default=False)
    # The last entry its writer had before them.
    seen = models.BigIntegerField(null=True)
    idempotency = models.CharField(max_length=80, unique=True)
    permission = models.CharField(max_length=40)
    why = models.CharField(max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    ending = models.CharField(max_length=9, choices=Ending, blank=True, default="")
    reason = models.TextField(blank=True)

    class Meta:
        """One waits in each thread, nobody lets go their own, and what is returned says why."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["conversation"], condition=Q(ended_at=None), name="inbox_one_proposal"
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_by=None, ending="")
                | Q(ended_at__isnull=False, ended_by__isnull=False) & ~Q(ending=""),
                name="inbox_ended_proposal_says_how",
            ),
            models.CheckConstraint(
                condition=~Q(ending="left") | ~Q(ended_by=F("by")),
                name="inbox_let_go_by_another",
            ),
            models.CheckConstraint(
                condition=~Q(ending="returned") | ~Q(reason=""),
                name="inbox_returned_says_why",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["at"], name="inbox_proposed", condition=Q(ended_at=None)),
            models.Index(fields=["conversation", "-id"], name="inbox_proposals_of"),
        ]

    def __str__(self) -> str:
        """Return the proposal as the audit log names it."""
        return f"proposal:{self.pk}"
