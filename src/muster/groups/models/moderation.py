"""What members asked a moderator to look at, and what was hidden and why."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from muster.groups.models.board import Post
from muster.people.models import IdentityKey


class Report(models.Model):
    """One question to the moderators about one post. ``held`` is one of the house: a first post with a link."""

    class Outcome(models.TextChoices):
        """What a moderator decided."""

        OPEN = ""
        KEPT = "kept"
        HIDDEN = "hidden"

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="reports")
    key = models.ForeignKey(IdentityKey, null=True, on_delete=models.SET_NULL, related_name="+")
    reason = models.TextField(blank=True, default="")
    held = models.BooleanField(default=False)
    at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    # The doer’s word, by value.
    decided_by = models.TextField(blank=True, default="")
    outcome = models.CharField(max_length=8, blank=True, choices=Outcome, default=Outcome.OPEN)

    class Meta:
        """A member reports a post once, and a decision has its moment and its maker."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["post", "key"],
                condition=Q(decided_at=None, key__isnull=False),
                name="groups_reported_once",
            ),
            models.CheckConstraint(
                condition=Q(decided_at=None, decided_by="", outcome="")
                | (Q(decided_at__isnull=False) & ~Q(decided_by="") & ~Q(outcome="")),
                name="groups_report_decided_by_someone",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["at", "id"], condition=Q(decided_at=None), name="groups_reports_open"
            )
        ]

    def __str__(self) -> str:
        """Return the report as the audit log names it."""
        return f"report:{self.pk}"


class Hiding(models.Model):
    """A post that is no longer shown: since when, by whom, and why, in words its author reads."""

    post = models.OneToOneField(Post, on_delete=models.CASCADE, related_name="hiding")
    at = models.DateTimeField()
    by = models.TextField()
    reason = models.TextField()

    def __str__(self) -> str:
        """Return the hiding as the audit log names it."""
        return f"hiding:{self.pk}"
