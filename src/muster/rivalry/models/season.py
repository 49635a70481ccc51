"""A season is a number of weeks played by the same rules. Its rules are rows, so that anybody can read them."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import ClassVar

from django.db import models
from django.db.models import Q

from muster.rivalry import weeks

# So many weeks before the first are counted, too: a team’s own past is there from the first day.
RUN_UP = 5


class Season(models.Model):
    """``first`` is a Monday in ``zone``. One season is open at a time."""

    first = models.DateField()
    weeks = models.PositiveSmallIntegerField(default=12)
    zone = models.CharField(max_length=40)
    # What somebody new does counts so many hundredths, for so many days after they joined.
    newcomer_percent = models.PositiveSmallIntegerField(default=150)
    newcomer_days = models.PositiveSmallIntegerField(default=30)
    # A score is drawn towards the mean of its league as if so many usual members stood beside the team.
    steadying = models.PositiveSmallIntegerField(default=10)
    # A smaller team has no place: its place would be that of single people.
    least = models.PositiveSmallIntegerField(default=5)
    made_at = models.DateTimeField()
    # The newest join of two records that a recount has seen.
    joins_seen_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        """One is open; it begins on a Monday and lasts a while."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                models.Value(1), condition=Q(ended_at=None), name="rivalry_one_open_season"
            ),
            models.CheckConstraint(
                condition=Q(first__iso_week_day=1), name="rivalry_from_a_monday"
            ),
            models.CheckConstraint(
                condition=Q(weeks__gte=1, weeks__lte=53), name="rivalry_season_lasts"
            ),
            models.CheckConstraint(
                condition=Q(newcomer_percent__gte=100), name="rivalry_newcomers_never_weigh_less"
            ),
        ]

    def __str__(self) -> str:
        """Return the season as the audit log names it."""
        return f"season:{self.pk}"

    @property
    def counted(self) -> list[date]:
        """Every Monday whose week is counted, the run-up included."""
        return [self.first + timedelta(weeks=at) for at in range(-RUN_UP, self.weeks)]

    @property
    def played(self) -> list[date]:
        """Every Monday whose week is played."""
        return self.counted[RUN_UP:]

    def monday(self, at: datetime) -> date:
        """The Monday of the week in which a moment lies, by the clock of the season."""
        return weeks.monday(at, self.zone)

    def begins(self, monday: date) -> datetime:
        """The moment a week begins."""
        return weeks.begins(monday, self.zone)


class Rule(models.Model):
    """What one kind of fact is worth, and how often in a week it counts for one person."""

    season = models.ForeignKey(Season, on_delete=models.CASCADE, related_name="rules")
    kind = models.TextField()
    points = models.PositiveSmallIntegerField()
    cap = models.PositiveSmallIntegerField()

    class Meta:
        """Each kind once; a rule is worth something."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["season", "kind"], name="rivalry_rule_once"),
            models.CheckConstraint(
                condition=Q(points__gt=0, cap__gt=0), name="rivalry_rule_is_something"
            ),
        ]

    def __str__(self) -> str:
        """Return the rule as the audit log names it."""
        return f"rule:{self.pk}"
