"""What is sent and to whom, frozen: a sealed document and an immutable list of recipients.

Neither is ever updated, and the database holds that: a recipient can be blanked and no more (S1).
"""

from __future__ import annotations

from datetime import datetime
from typing import Self

from django.db import models


class Mode(models.TextChoices):
    """Fixed at creation; what was made for training can never be sent live (D15)."""

    TRAINING = "training"
    TEAM = "team"
    LIVE = "live"


class Snapshot(models.Model):
    """The people chosen for one subject at one moment, with their merge values."""

    subject = models.CharField(max_length=80, db_index=True)
    channel = models.CharField(max_length=20)
    purpose = models.CharField(max_length=40)
    seed = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    per_region = models.JSONField(default=dict)
    per_language = models.JSONField(default=dict)
    # People of the audience who are not in it, counted by reason (S7).
    excluded = models.JSONField(default=dict)
    created_at = models.DateTimeField()
    created_by = models.CharField(max_length=80)

    def __str__(self) -> str:
        return f"snapshot {self.pk} of {self.subject}"


class Recipients(models.QuerySet["Recipient"]):
    """Recipients are found within a snapshot: every index of theirs begins with it, but that of numbers."""

    def of_any_snapshot(self) -> Self:
        """Those of every snapshot that still holds people, asked one after the other of such an index."""
        return self.filter(snapshot__in=Snapshot.objects.filter(reduction=None))


class Recipient(models.Model):
    """One address in one snapshot. Its id is in the Message-ID (D1)."""

    # Written in the transaction that makes the snapshot: a look-up for each would double its time.
    snapshot = models.ForeignKey(
        Snapshot, models.CASCADE, related_name="recipients", db_constraint=False, db_index=False
    )
    position = models.PositiveIntegerField()
    person_id = models.BigIntegerField()
    key_id = models.BigIntegerField()
    address = models.TextField()
    region = models.CharField(max_length=10, blank=True)
    language = models.CharField(max_length=8, blank=True)
    # Compared sign by sign: everybody who is frozen is put into an index by it.
    zone = models.CharField(max_length=40, db_collation="C")
    merge = models.JSONField(default=dict)
    merge_digest = models.CharField(max_length=64)

    objects = Recipients.as_manager()

    class Meta:
        constraints = [
            # Snapshots come first: a new one fills pages of its own, and not one of everybody’s for each.
            models.UniqueConstraint(fields=["snapshot", "key_id"], name="one_recipient_per_key"),
            models.UniqueConstraint(
                fields=["snapshot", "zone", "position"], name="one_recipient_per_place"
            ),
        ]
        indexes = [
            models.Index(fields=["snapshot", "person_id"], name="recipient_of_person"),
        ]

    def __str__(self) -> str:
        return f"recipient {self.pk}"


class Document(models.Model):
    """Everything that decides what is sent, as canonical JSON under its SHA-256 (A2)."""

    subject = models.CharField(max_length=80, db_index=True)
    # Kept as text: the digest is over these very characters, and jsonb would reorder them.
    body = models.TextField()
    digest = models.CharField(max_length=64, unique=True)
    snapshot = models.ForeignKey(Snapshot, models.PROTECT, related_name="documents")
    mode = models.CharField(max_length=10, choices=Mode.choices)
    created_at = models.DateTimeField()
    created_by = models.CharField(max_length=80)

    def __str__(self) -> str:
        return f"document {self.digest[:12]} of {self.subject}"

    @classmethod
    def keep(
        cls,
        *,
        subject: str,
        text: str,
        digest: str,
        snapshot_id: int,
        mode: str,
        by: str,
        at: datetime,
    ) -> Document:
        """Write one sealed document, or return the one that has this digest already."""
        found, _made = cls.objects.get_or_create(
            digest=digest,
            defaults={
                "subject": subject,
                "body": text,
                "snapshot_id": snapshot_id,
                "mode": mode,
                "created_by": by,
                "created_at": at,
            },
        )
        return found
