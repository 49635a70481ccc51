"""Leagues of a week, the places in them, who keeps theirs to themselves, and what the best achieved."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from muster.groups.models import Group
from muster.rivalry.models.season import Season


class League(models.Model):
    """Some teams of a kind in one week. The first league stands above the second."""

    season = models.ForeignKey(Season, on_delete=models.CASCADE, related_name="leagues")
    week = models.DateField()
    number = models.PositiveSmallIntegerField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        """One for each week and number."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["season", "week", "number"], name="rivalry_league_once")
        ]

    def __str__(self) -> str:
        """Return the league as the audit log names it."""
        return f"league:{self.pk}"


class Place(models.Model):
    """A team in a league. What was told when the week closed stays as it was told."""

    class Moved(models.TextChoices):
        """What the week changed. Nobody is told to be last."""

        STAYS = "stays"
        UP = "up"
        EASIER = "easier"

    league = models.ForeignKey(League, on_delete=models.CASCADE, related_name="places")
    # By value with the group: one place a week.
    week = models.DateField()
    season = models.ForeignKey(Season, on_delete=models.CASCADE, related_name="+")
    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="+")
    # Written when the week closes.
    position = models.PositiveSmallIntegerField(null=True)
    steady = models.FloatField(null=True)
    moved = models.CharField(max_length=6, choices=Moved, default=Moved.STAYS)

    class Meta:
        """A team plays in one league a week."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["season", "week", "group"], name="rivalry_place_once"),
            models.CheckConstraint(
                condition=Q(position=None, steady=None)
                | Q(position__isnull=False, steady__isnull=False),
                name="rivalry_place_told_whole",
            ),
        ]

    def __str__(self) -> str:
        """Return the place as the audit log names it."""
        return f"place:{self.pk}"


class Hiding(models.Model):
    """A team that keeps its place to itself, since when and who said so."""

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="+")
    from_at = models.DateTimeField()
    by = models.TextField()
    to_at = models.DateTimeField(null=True)

    class Meta:
        """Hidden once at a time."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["group"], condition=Q(to_at=None), name="rivalry_hidden_once"
            )
        ]

    def __str__(self) -> str:
        """Return the hiding as the audit log names it."""
        return f"hiding:{self.pk}"


class Card(models.Model):
    """One thing a team of a league was best at in a week: made from numbers, put into words by staff."""

    class Kind(models.TextChoices):
        """What it is about."""

        IMPROVED = "improved"
        STREAK = "streak"
        HABIT = "habit"

    league = models.ForeignKey(League, on_delete=models.CASCADE, related_name="cards")
    kind = models.CharField(max_length=8, choices=Kind)
    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="+")
    numbers = models.JSONField(default=dict)
    # Told in place of the sentence made from the numbers, where somebody of ours wrote it.
    words = models.CharField(max_length=300, blank=True, default="")
    left_out = models.BooleanField(default=False)
    edited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    edited_at = models.DateTimeField(null=True)

    class Meta:
        """Each once for a league."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["league", "kind"], name="rivalry_card_once")
        ]

    def __str__(self) -> str:
        """Return the card as the audit log names it."""
        return f"card:{self.pk}"
