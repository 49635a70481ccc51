"""The waves of a release and the seeds that prove every feed is alive before anybody else is reached."""

from __future__ import annotations

from django.db import models

from muster.delivery.models.release import Release


class Wave(models.Model):
    """One step of a release. It opens once; what it holds back it says in words (W3, W4)."""

    release = models.ForeignKey(Release, models.PROTECT, related_name="waves")
    number = models.PositiveSmallIntegerField()
    size = models.PositiveIntegerField()
    soak_seconds = models.PositiveIntegerField(default=0)
    opened_at = models.DateTimeField(null=True)
    # When its last message had an end; soak counts from here.
    ended_at = models.DateTimeField(null=True)
    passed_at = models.DateTimeField(null=True)
    # When people were told that it is over and the next one is held back (W4).
    held_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["release", "number"], name="wave_number_once"),
        ]

    def __str__(self) -> str:
        return f"wave {self.number} of release {self.release_id}"


class Seed(models.Model):
    """An address of our own that gets every broadcast first; some answer, so that we hear the feed."""

    class Role(models.TextChoices):
        READS = "reads"
        BOUNCES = "bounces"
        STOPS = "stops"
        REPLIES = "replies"

    channel = models.CharField(max_length=20)
    address = models.TextField()
    role = models.CharField(max_length=10, choices=Role.choices)
    added_by = models.CharField(max_length=80)
    added_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["channel", "address"],
                condition=models.Q(removed_at=None),
                name="seed_address_once",
            ),
        ]

    def __str__(self) -> str:
        return f"seed {self.pk} that {self.role}"


class SeedSend(models.Model):
    """One release to one seed: when it was accepted, and when its answer came back."""

    release = models.ForeignKey(Release, models.PROTECT, related_name="seeds")
    seed = models.ForeignKey(Seed, models.PROTECT, related_name="sends")
    asked_at = models.DateTimeField()
    # Taken in hand by a worker; one that dies gives it back after a while.
    claimed_at = models.DateTimeField(null=True)
    accepted_at = models.DateTimeField(null=True)
    heard_at = models.DateTimeField(null=True)
    kind = models.CharField(max_length=10, blank=True)
    detail = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["release", "seed"], name="one_send_per_seed"),
        ]

    def __str__(self) -> str:
        return f"seed send {self.pk}"
