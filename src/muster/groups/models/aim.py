"""What a group wants to have done by Sunday night."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from muster.groups.models.group import Group


class Aim(models.Model):
    """So many calls, shifts, new members or gifts in one week, which begins on a Monday."""

    class What(models.TextChoices):
        """What is counted."""

        CALLS = "calls"
        SHIFTS = "shifts"
        MEMBERS = "members"
        GIFTS = "gifts"

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="aims", db_index=False)
    week = models.DateField()
    what = models.CharField(max_length=8, choices=What)
    number = models.PositiveIntegerField()
    # The doer’s word, by value.
    set_by = models.TextField()

    class Meta:
        """One of each a week."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["group", "week", "what"], name="groups_one_aim_a_week"),
            models.CheckConstraint(
                condition=Q(week__iso_week_day=1), name="groups_a_week_begins_on_monday"
            ),
            models.CheckConstraint(condition=Q(number__gt=0), name="groups_an_aim_is_something"),
        ]

    def __str__(self) -> str:
        """Return the aim as the audit log names it."""
        return f"aim:{self.pk}"
