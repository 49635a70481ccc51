"""What a team did in a week, in sums. Nobody stands in it: a score is a team’s, never a person’s.

Points are kept in hundredths, whole numbers, so that any order of counting gives the same sum.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from muster.groups.models import Group
from muster.rivalry.models.season import Season

HUNDREDTHS = 100


class Score(models.Model):
    """A team in a week: how many it was on Monday, how many of them did something, what it came to."""

    season = models.ForeignKey(Season, on_delete=models.CASCADE, related_name="+")
    week = models.DateField()
    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="+")
    heads = models.PositiveIntegerField(default=0)
    active = models.PositiveIntegerField(default=0)
    points = models.PositiveBigIntegerField(default=0)

    class Meta:
        """One for each team and week of a season."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["season", "week", "group"], name="rivalry_score_once")
        ]
        indexes: ClassVar = [models.Index(fields=["group", "week"], name="rivalry_score_of_group")]

    def __str__(self) -> str:
        """Return the score as the audit log names it."""
        return f"score:{self.pk}"


class Part(models.Model):
    """What of a score came from one rule, and what was taken off, by reason. Read by the team and by staff."""

    season = models.ForeignKey(Season, on_delete=models.CASCADE, related_name="+")
    week = models.DateField()
    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="+")
    kind = models.TextField()
    # People with at least one deed that counts; deeds; what they came to.
    people = models.PositiveIntegerField(default=0)
    deeds = models.PositiveIntegerField(default=0)
    points = models.PositiveBigIntegerField(default=0)
    # Written down more than seven days afterwards; said twice; one of a circle.
    late = models.PositiveIntegerField(default=0)
    late_points = models.PositiveBigIntegerField(default=0)
    twice = models.PositiveIntegerField(default=0)
    twice_points = models.PositiveBigIntegerField(default=0)
    circle = models.PositiveIntegerField(default=0)
    circle_points = models.PositiveBigIntegerField(default=0)

    class Meta:
        """One for each team, week and rule."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["season", "week", "group", "kind"], name="rivalry_part_once"
            )
        ]
        indexes: ClassVar = [models.Index(fields=["group", "week"], name="rivalry_part_of_group")]

    def __str__(self) -> str:
        """Return the part as the audit log names it."""
        return f"part:{self.pk}"
