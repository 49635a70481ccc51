"""The act of sending: a release and its parcels.

A release never says "completed": that is computed from its parcels (D12).
"""

from __future__ import annotations

from django.db import models

from muster.delivery.models.document import Document, Mode, Snapshot


class Release(models.Model):
    """One document let go, at most once."""

    class State(models.TextChoices):
        SENDING = "sending"
        HALTED = "halted"
        CANCELLED = "cancelled"

    document = models.OneToOneField(Document, models.PROTECT, related_name="release")
    snapshot = models.ForeignKey(Snapshot, models.PROTECT, related_name="releases")
    subject = models.CharField(max_length=80, db_index=True)
    clearance_id = models.BigIntegerField(unique=True)
    channel = models.CharField(max_length=20)
    purpose = models.CharField(max_length=40)
    mode = models.CharField(max_length=10, choices=Mode.choices)
    state = models.CharField(max_length=10, choices=State.choices, default=State.SENDING)
    generation = models.PositiveIntegerField()
    # Local time of day in the recipient's zone; empty means any hour (D10).
    window_from = models.TimeField(null=True)
    window_to = models.TimeField(null=True)
    per_minute = models.PositiveIntegerField(default=0)
    # Nothing leaves before; null means at once.
    not_before = models.DateTimeField(null=True)
    # Parcels of a later wave cannot be claimed until evidence and soak open it (W3).
    open_wave = models.PositiveSmallIntegerField(default=1)
    # In the first wave at most this many may be out beyond those whose feedback time is over (W2).
    trickle = models.PositiveIntegerField(default=0)
    # That number, or a part of it while something shows more than usual.
    pace = models.PositiveIntegerField(default=0)
    feedback_seconds = models.PositiveIntegerField(default=0)
    # Whether somebody who was written to often enough this week is left out (D14).
    capped = models.BooleanField(default=True)
    # What this sender's last 90 days were like, by metric; read once, at the first look (W5).
    baselines = models.JSONField(default=dict)
    released_at = models.DateTimeField()
    released_by = models.CharField(max_length=80)
    not_after = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(window_from__isnull=True, window_to__isnull=True)
                | models.Q(window_from__isnull=False, window_to__isnull=False),
                name="window_has_both_ends",
            ),
        ]

    def __str__(self) -> str:
        return f"release {self.pk} of {self.subject}"


class Parcel(models.Model):
    """Some hundred recipients of one zone, claimed by one worker at a time.

    A pass above the first holds only those of ``retry_of`` whose answer was temporary.
    """

    class State(models.TextChoices):
        PENDING = "pending"
        CLAIMED = "claimed"
        FINISHED = "finished"

    release = models.ForeignKey(Release, models.PROTECT, related_name="parcels")
    number = models.PositiveIntegerField()
    wave = models.PositiveSmallIntegerField(default=1)
    passing = models.PositiveSmallIntegerField(default=1)
    retry_of = models.OneToOneField("self", models.PROTECT, null=True, related_name="retried_as")
    first_position = models.PositiveIntegerField()
    last_position = models.PositiveIntegerField()
    zone = models.CharField(max_length=40)
    size = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.PENDING)
    not_before = models.DateTimeField(null=True)
    worker = models.CharField(max_length=80, blank=True)
    claimed_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["release", "number"], name="parcel_number_once"),
            models.CheckConstraint(
                condition=models.Q(state="claimed", claimed_at__isnull=False) & ~models.Q(worker="")
                | ~models.Q(state="claimed"),
                name="claimed_parcel_has_a_worker",
            ),
            models.CheckConstraint(
                condition=models.Q(state="finished", finished_at__isnull=False)
                | ~models.Q(state="finished") & models.Q(finished_at__isnull=True),
                name="finished_parcel_has_a_time",
            ),
        ]
        indexes = [
            models.Index(
                fields=["release", "number"],
                condition=~models.Q(state="finished"),
                name="parcel_open",
            ),
        ]

    def __str__(self) -> str:
        return f"parcel {self.number} of release {self.release_id}"
