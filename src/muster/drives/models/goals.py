"""What is said when enough has come in: a milestone of money, a match at the Nth giver. Each once."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from muster.drives.models.drive import Drive
from muster.kit.money import Money


class Milestone(models.Model):
    """An amount with what it pays for. Reached is reached: money that goes back does not unsay it."""

    drive = models.ForeignKey(Drive, on_delete=models.CASCADE, related_name="milestones")
    minor = models.PositiveBigIntegerField()
    words = models.CharField(max_length=80, blank=True, default="")
    reached_at = models.DateTimeField(null=True)

    class Meta:
        """One for each amount."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["drive", "minor"], name="drives_milestone_once"),
            models.CheckConstraint(condition=Q(minor__gt=0), name="drives_milestone_is_something"),
        ]

    def __str__(self) -> str:
        """Return the milestone as the audit log names it."""
        return f"milestone:{self.pk}"


class Match(models.Model):
    """Somebody gives ``minor`` once so many others have given. A pledge until it stands in the books."""

    drive = models.ForeignKey(Drive, on_delete=models.CASCADE, related_name="matches")
    by = models.CharField(max_length=80)
    minor = models.PositiveBigIntegerField()
    giver = models.PositiveIntegerField()
    unlocked_at = models.DateTimeField(null=True)
    # The number of the pledge it became, by value.
    pledge = models.BigIntegerField(null=True)

    class Meta:
        """It waits for somebody, and is something; unlocked, it is a pledge."""

        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(minor__gt=0, giver__gt=0), name="drives_match_is_something"
            ),
        ]

    def __str__(self) -> str:
        """Return the match as the audit log names it."""
        return f"match:{self.pk}"

    def money(self) -> Money:
        """What it adds."""
        return Money(self.minor, self.drive.currency)
