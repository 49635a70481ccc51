"""A saved audience: a name and a definition. Who is in it is asked anew each time, never stored here."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models.functions import Lower

from muster.accounts.models import Staff


class AudienceQuerySet(models.QuerySet["Audience"]):
    """Phrases for choosing audiences."""

    def kept(self) -> Self:
        """Those nobody put away."""
        return self.filter(retired_at=None)

    def for_list(self) -> Self:
        """What a list shows, by name."""
        return self.kept().select_related("changed_by").order_by("name", "id")


class Audience(models.Model):
    """A definition under a name. Its region scope is that of whoever looks."""

    name = models.CharField(max_length=120)
    definition = models.JSONField()
    digest = models.CharField(max_length=64)
    created_by = models.ForeignKey(Staff, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField()
    changed_by = models.ForeignKey(Staff, on_delete=models.PROTECT, null=True, related_name="+")
    changed_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True)

    objects = AudienceQuerySet.as_manager()

    class Meta:
        """One kept audience per name, whatever its capitals."""

        constraints = [
            models.UniqueConstraint(
                Lower("name"), condition=models.Q(retired_at=None), name="audiences_name_once"
            ),
            models.CheckConstraint(condition=~models.Q(name=""), name="audiences_name_said"),
        ]

    def __str__(self) -> str:
        return self.name


class Interest(models.Model):
    """Something people may care about, and the conditions in plain words that show it; any one is enough.

    Who cares is asked anew each time from what people did. Nothing is guessed and no score is kept.
    """

    name = models.CharField(max_length=80)
    definition = models.JSONField()
    digest = models.CharField(max_length=64)
    created_by = models.ForeignKey(Staff, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField()
    changed_by = models.ForeignKey(Staff, on_delete=models.PROTECT, null=True, related_name="+")
    changed_at = models.DateTimeField()

    class Meta:
        """One interest per name, whatever its capitals."""

        constraints = [
            models.UniqueConstraint(Lower("name"), name="audiences_interest_once"),
            models.CheckConstraint(condition=~models.Q(name=""), name="audiences_interest_named"),
        ]

    def __str__(self) -> str:
        return self.name


class Score(models.Model):
    """Points for what people did, added up by a rule the organisation wrote down and anyone may read.

    Who has how many is counted anew each time. No points are stored for a person.
    """

    name = models.CharField(max_length=80)
    lines = models.JSONField()
    created_by = models.ForeignKey(Staff, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField()
    changed_by = models.ForeignKey(Staff, on_delete=models.PROTECT, null=True, related_name="+")
    changed_at = models.DateTimeField()

    class Meta:
        """One score per name, whatever its capitals."""

        constraints = [
            models.UniqueConstraint(Lower("name"), name="audiences_score_once"),
            models.CheckConstraint(condition=~models.Q(name=""), name="audiences_score_named"),
        ]

    def __str__(self) -> str:
        return self.name


class Version(models.Model):
    """What an audience said from one moment on. Rows are added and never changed."""

    audience = models.ForeignKey(Audience, on_delete=models.CASCADE, related_name="versions")
    name = models.CharField(max_length=120)
    definition = models.JSONField()
    digest = models.CharField(max_length=64)
    by = models.ForeignKey(Staff, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        """Latest first is how it is read."""

        indexes = [models.Index(fields=["audience", "-id"], name="audiences_version_latest")]

    def __str__(self) -> str:
        return f"{self.name}, {self.at:%Y-%m-%d %H:%M}"


class Size(models.Model):
    """How many people of one region fitted an audience on one day. Region “*” marks that the day was counted,
    “” holds those of no region. A number per region, because each reader sees only the sum of theirs.
    """

    audience = models.ForeignKey(Audience, on_delete=models.CASCADE, related_name="sizes")
    day = models.DateField()
    region = models.CharField(max_length=8)
    people = models.PositiveIntegerField()
    # What the audience said that day.
    digest = models.CharField(max_length=64)

    class Meta:
        """Once a day and region."""

        constraints = [
            models.UniqueConstraint(
                fields=["audience", "day", "region"], name="audiences_size_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.audience_id}, {self.day}, {self.region}: {self.people}"
