"""What this house may set of the rules of agreement: one row, changed only by two administrators."""

from datetime import time

from django.db import models

from muster.approvals.hours import Hours


class Policy(models.Model):
    """Cool-down mode (A16) and the working day (A7). The steps themselves stand in ``tiers.py``."""

    cool_down = models.BooleanField(default=False)
    day_from = models.TimeField(default=time(7))
    day_to = models.TimeField(default=time(21))
    weekends = models.BooleanField(default=True)
    # Empty: the zone most regions of the organisation's country have.
    zone = models.CharField(max_length=40, blank=True, default="")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(id=1), name="one_policy"),
            models.CheckConstraint(
                condition=models.Q(day_from__lte=models.F("day_to")), name="policy_day_is_a_day"
            ),
        ]

    def __str__(self) -> str:
        return "policy"

    def hours(self, zone: str) -> Hours:
        return Hours(self.day_from, self.day_to, self.weekends, self.zone or zone)
