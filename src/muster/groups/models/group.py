"""A group is people who act together: everybody of one region, or everybody who cares for one topic."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from muster.places.models import Region


class Group(models.Model):
    """It says nothing of anybody: who belongs to it stands in ``Membership``."""

    class Kind(models.TextChoices):
        """How somebody comes to belong to it."""

        REGION = "region"  # by where they live
        TOPIC = "topic"  # by what they wish

    slug = models.SlugField(max_length=60, unique=True)
    name = models.TextField()
    kind = models.CharField(max_length=8, choices=Kind)
    region = models.ForeignKey(Region, null=True, on_delete=models.PROTECT, related_name="+")
    # Plain words; links become links when they are shown.
    about = models.TextField(blank=True, default="")
    language = models.CharField(max_length=8, default="en")
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    # Kept by actions under the lock of this row.
    members = models.PositiveIntegerField(default=0)

    class Meta:
        """A region has one open team, and only a regional team has a region."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["region"],
                condition=Q(kind="region", closed_at=None),
                name="groups_one_open_team_a_region",
            ),
            models.CheckConstraint(
                condition=Q(kind="region", region__isnull=False) | Q(kind="topic", region=None),
                name="groups_a_region_is_of_a_regional_team",
            ),
        ]

    def __str__(self) -> str:
        """Return the group as the audit log names it."""
        return f"group:{self.pk}"
