"""A share of teams that see no league for a while, so that its effect is measured and not believed."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from muster.groups.models import Group
from muster.rivalry.models.season import Season


class Experiment(models.Model):
    """From the Monday ``first`` on, so many of a hundred teams are held out. Who they are never changes."""

    season = models.ForeignKey(Season, on_delete=models.CASCADE, related_name="experiments")
    percent = models.PositiveSmallIntegerField()
    first = models.DateField()
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        """One runs at a time, and it leaves somebody on each side."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                models.Value(1), condition=Q(ended_at=None), name="rivalry_one_experiment"
            ),
            models.CheckConstraint(
                condition=Q(percent__gte=5, percent__lte=50), name="rivalry_experiment_leaves_some"
            ),
        ]

    def __str__(self) -> str:
        """Return the experiment as the audit log names it."""
        return f"experiment:{self.pk}"


class Arm(models.Model):
    """On which side a team was put when the experiment began, and among teams of which size."""

    experiment = models.ForeignKey(Experiment, on_delete=models.CASCADE, related_name="arms")
    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="+")
    layer = models.PositiveSmallIntegerField()
    held_out = models.BooleanField()

    class Meta:
        """One side each."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["experiment", "group"], name="rivalry_arm_once")
        ]

    def __str__(self) -> str:
        """Return the arm as the audit log names it."""
        return f"arm:{self.pk}"
