"""What counting needs to know of a season, looked up once: its weeks, its rules, and when what was told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

import numpy as np

from muster.activity import dictionary
from muster.rivalry import weeks
from muster.rivalry.actions.columns import micros
from muster.rivalry.models import Mark, Season
from muster.rivalry.tally import Numbers, Rules

JOINED: Final = "group.joined"
RELAYED: Final = "link.relayed"


@dataclass(frozen=True, slots=True)
class Game:
    """A season as counting sees it."""

    season: int
    days: Sequence[date]
    # The moments the weeks begin, and the moment after the last.
    moments: Sequence[datetime]
    # The kinds that count, by their place in the rules, and by their number in the log.
    kinds: Sequence[str]
    numbers: Sequence[int]
    rules: Rules
    new_for: timedelta
    marks: Sequence[tuple[int, datetime]]

    def begun(self, at: datetime) -> int:
        """How many of its weeks have begun."""
        return sum(one <= at for one in self.moments[:-1])

    def covers(self, at: datetime) -> bool:
        """Whether a moment lies in it."""
        return self.moments[0] <= at < self.moments[-1]

    def place(self, at: datetime) -> int:
        """Which of its weeks a moment lies in, counted from one."""
        return sum(one <= at for one in self.moments)

    def mondays(self) -> Numbers:
        """The moments its weeks begin, as the database counts them."""
        return np.array([micros(one.timestamp()) for one in self.moments[:-1]], np.int64)

    def named(self) -> Mapping[int, int]:
        """Places of rules by the number of their kind in the log."""
        return {number: place for place, number in enumerate(self.numbers)}


def of(season: Season) -> Game:
    """Look everything up."""
    moments = weeks.starts(season.counted, season.zone)
    found = list(season.rules.order_by("kind"))
    kinds = [one.kind for one in found]
    numbers = dictionary.numbers("activity_kind", kinds)
    marks = Mark.objects.filter(at__gte=moments[0]).order_by("xid", "at")
    return Game(
        season=season.pk,
        days=season.counted,
        moments=moments,
        kinds=kinds,
        numbers=[numbers[one] for one in kinds],
        rules=Rules(
            points=[one.points for one in found],
            caps=[one.cap for one in found],
            newcomer=season.newcomer_percent,
            joined=kinds.index(JOINED) if JOINED in kinds else -1,
        ),
        new_for=timedelta(days=season.newcomer_days),
        marks=list(marks.values_list("xid", "at")),
    )
