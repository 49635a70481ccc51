"""What became of each message, appended and never changed; a later pass adds a row of its own."""

from __future__ import annotations

from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _

from muster.delivery.models.document import Recipient
from muster.delivery.models.release import Parcel, Release


class Kind(models.TextChoices):
    """The ends a try can have (D2). Only ``temporary`` may be followed by another try."""

    ACCEPTED = "accepted", _("Accepted")
    REFUSED = "refused", _("Refused")
    TEMPORARY = "temporary", _("To be tried again")
    SUPPRESSED = "suppressed", _("Held back")
    EXPIRED = "expired", _("Expired")
    UNKNOWN = "unknown", _("Unknown")


class Outcome(models.Model):
    """One message in one parcel. ``handed_at`` is when its body began to leave, if it did."""

    # Written by one action, which holds the row of the parcel meanwhile and names the recipients it was
    # claimed with. Looked up again for each message, these three would be the dearest part of sending.
    release = models.ForeignKey(
        Release, models.PROTECT, related_name="outcomes", db_constraint=False, db_index=False
    )
    parcel = models.ForeignKey(
        Parcel, models.PROTECT, related_name="outcomes", db_constraint=False, db_index=False
    )
    recipient = models.ForeignKey(
        Recipient, models.PROTECT, related_name="outcomes", db_constraint=False
    )
    kind = models.CharField(max_length=10, choices=Kind.choices)
    code = models.PositiveSmallIntegerField(default=0)
    detail = models.CharField(max_length=200, blank=True)
    handed_at = models.DateTimeField(null=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["parcel", "recipient"], name="one_outcome_per_try"),
        ]
        indexes = [
            # Those of one release lie together, so a map of where is enough and costs nothing to keep.
            BrinIndex(fields=["release"], autosummarize=True, name="outcome_of_release"),
            models.Index(
                fields=["parcel"],
                condition=models.Q(kind="temporary"),
                name="outcome_to_try_again",
            ),
            # Everything but the one kind that is nearly all of them.
            models.Index(
                fields=["release", "kind", "parcel"],
                condition=~models.Q(kind="accepted"),
                name="outcome_unlike_most",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} for recipient {self.recipient_id}"
