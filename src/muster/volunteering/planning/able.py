"""Who has the skills for which shifts of a plan. ``standings`` judges; it is only asked as seldom as can be.

A proof only ever ends, so each skill of each person is good until some day. It is looked at for the last day of each
week of the plan: whoever has a proof that ends within a week is left out of that week rather than trusted.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

import numpy as np
from django.db import connection

from muster.kit import arrays
from muster.volunteering import demands, standings
from muster.volunteering.fitness import Demand, Want
from muster.volunteering.planning.columns import Flags, Numbers

NEVER: Final = 0
_HOLDERS: Final = """
SELECT t.value, t.person_id FROM people_trait t
 WHERE t.kind = 'skill' AND t.to_at IS NULL AND t.value = ANY (%s) AND t.person_id = ANY (%s::bigint[])"""


@dataclass(slots=True)
class Judged:
    """For each need the people who have the skill, each with the last day of the plan on which it is good."""

    good: dict[Want, dict[int, int]] = field(default_factory=dict)
    _rows: dict[Want, Numbers] = field(default_factory=dict)

    def able(self, wanted: Demand, position: Mapping[int, int], rows: Numbers) -> Flags:
        """Which of these rows have every skill on the day of the shift."""
        found = np.ones(len(rows), dtype=bool)
        day = demands.last_day(wanted).toordinal()
        for want in wanted.needs:
            if want not in self._rows:
                self._rows[want] = _row_of_days(self.good.get(want, {}), position)
            found &= self._rows[want][rows] >= day
        return found


def judge(wanted: Sequence[Demand], people: Sequence[int]) -> Judged:
    """Judge all of them for every need there is."""
    days: dict[Want, set[date]] = {}
    for one in wanted:
        for want in one.needs:
            days.setdefault(want, set()).add(demands.last_day(one))
    holders = _holders(days, people)
    found = Judged()
    for want, on in days.items():
        found.good[want] = _good(want, _checkpoints(on), holders.get(want.slug, set()))
    return found


def _checkpoints(days: Collection[date]) -> list[date]:
    """The last of these days in each week, the first week first."""
    last: dict[tuple[int, int], date] = {}
    for day in sorted(days):
        last[day.isocalendar()[:2]] = day
    return list(last.values())


def _good(want: Want, days: Sequence[date], people: Collection[int]) -> dict[int, int]:
    """The people who have the skill, each with the last of these days on which it is good."""
    found: dict[int, int] = {}
    rest = standings.qualified(people, [want], on=days[0])
    for day in reversed(days):
        still = standings.qualified(rest, [want], on=day)
        found.update(dict.fromkeys(still, day.toordinal()))
        rest -= still
    return found


def _holders(days: Mapping[Want, set[date]], people: Sequence[int]) -> dict[str, set[int]]:
    """Whoever has a skill at least by their own word: nobody else needs to be judged."""
    slugs = sorted({want.slug for want in days})
    found: dict[str, set[int]] = {}
    if slugs:
        with connection.cursor() as cursor:
            cursor.execute(_HOLDERS, [slugs, arrays.integers(people)])
            for slug, person in cursor.fetchall():
                found.setdefault(slug, set()).add(person)
    return found


def _row_of_days(good: Mapping[int, int], position: Mapping[int, int]) -> Numbers:
    days = np.full(len(position), NEVER, dtype=np.int64)
    for person, day in good.items():
        if person in position:
            days[position[person]] = day
    return days
