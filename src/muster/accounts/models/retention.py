"""How long this organisation keeps what, where it chose otherwise than usual, and what each night let go."""

from typing import ClassVar

from django.db import models


class KeptFor(models.Model):
    """One class of data and the days it is kept; a class without a row is kept as long as is usual."""

    name = models.CharField(max_length=60, primary_key=True)
    days = models.PositiveIntegerField()
    set_at = models.DateTimeField()
    set_by = models.CharField(max_length=80)

    class Meta:
        """Nothing is kept for no time: that would be a class nobody should collect."""

        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(days__gte=1), name="kept_for_a_day_at_least")
        ]

    def __str__(self) -> str:
        """Return the class with its period."""
        return f"{self.name}: {self.days} days"


class LetGo(models.Model):
    """The last night of one class: when, how many went, whether more waited, and what falls due next."""

    name = models.CharField(max_length=60, primary_key=True)
    at = models.DateTimeField()
    gone = models.PositiveBigIntegerField(default=0)
    more = models.BooleanField(default=False)
    next_on = models.DateField(null=True)
    next_count = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        """Return the class with how many went."""
        return f"{self.name}: {self.gone} gone"
