"""What came of talking with somebody who wrote in anger: they stay, they leave, or a person blocked them.

Nobody is deleted for what they wrote, and nothing here is ever written by a machine.
"""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from muster.inbox.models.conversation import Conversation


class Dialogue(models.Model):
    """One outcome; the latest one holds. A block has a reason, and somebody else may lift it."""

    class Outcome(models.TextChoices):
        """How it ended."""

        STAYS = "stays"
        LEAVES = "leaves"  # asked to hear nothing more from us
        BLOCKED = "blocked"  # we neither write nor answer

    conversation = models.ForeignKey(
        Conversation, on_delete=models.CASCADE, related_name="dialogues"
    )
    outcome = models.CharField(max_length=8, choices=Outcome)
    reason = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    lifted_at = models.DateTimeField(null=True)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        """A block says why, and what was lifted says by whom."""

        # An index of the threads bears the shorter name.
        db_table = "inbox_dialogue_outcome"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(outcome="blocked") | ~Q(reason=""), name="inbox_block_has_a_reason"
            ),
            models.CheckConstraint(
                condition=Q(lifted_at=None, lifted_by=None)
                | Q(outcome="blocked", lifted_at__isnull=False, lifted_by__isnull=False),
                name="inbox_lifted_block_says_who",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["conversation", "-id"], name="inbox_dialogue_latest")
        ]

    def __str__(self) -> str:
        """Return the outcome as the audit log names it."""
        return f"dialogue:{self.pk}"
