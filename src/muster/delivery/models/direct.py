"""Mail to one person: answers written by a carer (at most once) and letters (at least once, D8)."""

from __future__ import annotations

from django.db import models

from muster.delivery.models.document import Mode
from muster.delivery.models.outcome import Kind


class Direct(models.Model):
    """One message written by one of us to one person; claimed, then sent, never twice."""

    class State(models.TextChoices):
        PENDING = "pending"
        CLAIMED = "claimed"
        DONE = "done"

    subject = models.CharField(max_length=80, db_index=True)
    idempotency = models.CharField(max_length=120, unique=True)
    person_id = models.BigIntegerField(null=True)
    key_id = models.BigIntegerField(null=True)
    address = models.TextField()
    message_id = models.CharField(max_length=200, unique=True)
    return_path = models.CharField(max_length=200)
    raw = models.BinaryField()
    mode = models.CharField(max_length=10, choices=Mode.choices)
    state = models.CharField(max_length=10, choices=State.choices, default=State.PENDING)
    by = models.CharField(max_length=80)
    created_at = models.DateTimeField()
    worker = models.CharField(max_length=80, blank=True)
    claimed_at = models.DateTimeField(null=True)
    kind = models.CharField(max_length=10, choices=Kind.choices, blank=True)
    code = models.PositiveSmallIntegerField(default=0)
    detail = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    not_before = models.DateTimeField(null=True)
    # What came back after it was accepted: bounced, soft or complained, with the words of the server.
    returned = models.CharField(max_length=10, blank=True)
    returned_words = models.CharField(max_length=200, blank=True)
    returned_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state="done", at__isnull=False) & ~models.Q(kind="")
                | ~models.Q(state="done"),
                name="done_direct_has_an_end",
            ),
        ]
        indexes = [
            models.Index(fields=["id"], condition=~models.Q(state="done"), name="direct_open"),
        ]

    def __str__(self) -> str:
        return f"direct message {self.pk} for {self.subject}"


class LetterRow(models.Model):
    """A letter a lower package asked for, until it is accepted. The same Message-ID on every try."""

    class State(models.TextChoices):
        WAITING = "waiting"
        SENT = "sent"
        GIVEN_UP = "given_up"

    kind = models.CharField(max_length=60)
    address = models.TextField()
    language = models.CharField(max_length=8)
    # Emptied once sent: it may hold a link that opens something.
    context = models.JSONField(default=dict)
    # Null where a letter may be asked for twice: only named ones are unique.
    idempotency = models.CharField(max_length=200, null=True, unique=True)  # noqa: DJ001
    person_id = models.BigIntegerField(null=True)
    message_id = models.CharField(max_length=200, unique=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    tries = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField()
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    code = models.PositiveSmallIntegerField(default=0)
    detail = models.CharField(max_length=200, blank=True)
    # What came back after it was accepted: bounced, soft or complained, with the words of the server.
    returned = models.CharField(max_length=10, blank=True)
    returned_words = models.CharField(max_length=200, blank=True)
    returned_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["next_try_at"], condition=models.Q(state="waiting"), name="letter_waiting"
            ),
        ]

    def __str__(self) -> str:
        return f"letter {self.pk} ({self.kind})"
