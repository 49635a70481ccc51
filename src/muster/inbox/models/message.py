"""A message is one entry of a conversation: theirs, ours, or a note among ourselves.

A note never leaves; a message of theirs is never edited, only blanked when its writer is forgotten.
"""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from muster.inbox.models.conversation import Conversation


class InboxMessage(models.Model):
    """``said`` is what the writer wrote; ``text`` carries the quoted rest as well."""

    class Direction(models.TextChoices):
        """Which way it went."""

        IN = "in"
        OUT = "out"
        NOTE = "note"

    conversation = models.ForeignKey(
        Conversation, on_delete=models.CASCADE, related_name="messages"
    )
    direction = models.CharField(max_length=4, choices=Direction)
    said = models.TextField(blank=True)
    text = models.TextField(blank=True)
    html = models.TextField(blank=True)
    sender = models.CharField(max_length=320, blank=True)
    message_id = models.CharField(max_length=250, blank=True)
    references = models.JSONField(default=list)
    headers = models.JSONField(default=dict)
    auto = models.BooleanField(default=False)
    proven = models.BooleanField(default=False)
    at = models.DateTimeField()
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    # Whether the judge has said what it is; it looks once at what a person wrote.
    sorted = models.BooleanField(default=False)
    idempotency = models.CharField(max_length=80, null=True, unique=True)  # noqa: DJ001 - once, if at all

    class Meta:
        """What we send is named once in the world; what we write has a writer."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["message_id"],
                name="inbox_our_message_once",
                condition=Q(direction="out") & ~Q(message_id=""),
            ),
            models.CheckConstraint(
                condition=Q(direction="in", author__isnull=True)
                | (~Q(direction="in") & Q(author__isnull=False)),
                name="inbox_what_we_write_has_a_writer",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["conversation", "at", "id"], name="inbox_thread_order"),
            models.Index(fields=["message_id"], name="inbox_by_message_id"),
            models.Index(
                fields=["id"],
                name="inbox_to_sort",
                condition=Q(direction="in", auto=False, sorted=False),
            ),
        ]

    def __str__(self) -> str:
        """Return the entry as the audit log names it."""
        return f"inbox-message:{self.pk}"

    @property
    def carries_more(self) -> bool:
        """Tell whether the mail had a quoted part that the thread does not show."""
        return bool(self.text) and self.text.strip() != self.said.strip()
