"""A drive is a stretch of time in which so many people are to give so much each, told in one story.

It keeps no total: what came in is the sum of what stands in the ledger for ``drive:NUMBER``.
"""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar, Literal

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from muster.kit.money import Money
from muster.places.models import Region

PURPOSE = "drive"
State = Literal["before", "live", "ended"]


class Drive(models.Model):
    """``people`` × ``each_minor`` is the goal. A child counts for its parent as well."""

    class Names(models.TextChoices):
        """What becomes of a name before anybody looked at it."""

        HELD = "held"
        SHOWN = "shown"

    class Screen(models.TextChoices):
        """What the walls show; chosen in the control room."""

        TOTAL = "total"
        CODE = "code"
        RACE = "race"
        THANKS = "thanks"

    slug = models.SlugField(max_length=60, unique=True)
    title = models.CharField(max_length=120)
    story = models.TextField(blank=True, default="")
    currency = models.CharField(max_length=3)
    people = models.PositiveIntegerField()
    each_minor = models.PositiveBigIntegerField()
    # Amounts that the form offers, in minor units.
    suggested = models.JSONField(default=list)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    zone = models.CharField(max_length=40)
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="children")
    region = models.ForeignKey(Region, null=True, on_delete=models.PROTECT, related_name="+")
    names = models.CharField(max_length=8, choices=Names, default=Names.HELD)
    screen = models.CharField(max_length=8, choices=Screen, default=Screen.TOTAL)
    # Of an earlier year, from a file; nobody gives to it any more.
    earlier = models.BooleanField(default=False)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    # Opened or closed by hand or by the clock; said once each.
    opened_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        """Time runs forward, and the goal is something."""

        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="drives_ends_after_it_starts"
            ),
            models.CheckConstraint(
                condition=Q(people__gt=0, each_minor__gt=0), name="drives_goal_is_something"
            ),
            models.CheckConstraint(
                condition=Q(parent=None) | ~Q(parent=F("id")), name="drives_not_its_own_parent"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["ends_at"], name="drives_by_end")]

    def __str__(self) -> str:
        """Return the drive as the audit log names it."""
        return f"drive:{self.pk}"

    @property
    def purpose(self) -> str:
        """Under what the ledger knows its money."""
        return f"{PURPOSE}:{self.pk}"

    @property
    def goal(self) -> Money:
        """What all of them give together."""
        return Money(self.people * self.each_minor, self.currency)

    def state(self, at: datetime) -> State:
        """Where it stands in time; closing it early ends it."""
        if self.earlier or at >= self.ends_at or self.closed_at is not None:
            return "ended"
        return "live" if at >= self.starts_at else "before"
