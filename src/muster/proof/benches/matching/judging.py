"""A second judge of who is qualified, written apart from the house’s own: plain rows, plain rules, no set at once.

What the house suggests or plans is held beside it, one person and one shift at a time.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from muster.people.models import IdentityKey, Trait
from muster.volunteering.models import Need, Shift, Skill, Standing


class Judge:
    """Everything that is known of everybody’s skills, read once."""

    def __init__(self) -> None:
        self._slugs = dict(Skill.objects.values_list("id", "slug"))
        self._proof = set(Skill.objects.filter(needs_proof=True).values_list("id", flat=True))
        owner = dict(IdentityKey.objects.values_list("id", "person_id"))
        self._holds: dict[tuple[int, int], tuple[str, date | None]] = {}
        rows = Standing.objects.filter(ended_at=None).order_by("at", "id")
        for key, skill, state, until in rows.values_list("key_id", "skill_id", "state", "until"):
            # In the order in which they were said: the last word holds.
            self._holds[owner[key], skill] = (state, until)
        traits = Trait.objects.filter(kind="skill", to_at=None)
        self._traits = set(traits.values_list("person_id", "value"))
        self._needs: dict[int, list[tuple[int, bool]]] = defaultdict(list)
        for task, skill, proved in Need.objects.values_list("task_id", "skill_id", "proved"):
            self._needs[task].append((skill, proved or skill in self._proof))

    def wrong(self, pairs: Iterable[tuple[Shift, int]]) -> int:
        """How many of these people lack something their shift needs, on its last day."""
        return sum(not self.fits(shift, person) for shift, person in pairs)

    def fits(self, shift: Shift, person: int) -> bool:
        """Whether they have every skill."""
        # A shift that ends at midnight ends on the day before.
        last = (
            (shift.ends_at - timedelta(microseconds=1)).astimezone(ZoneInfo(shift.task.zone)).date()
        )
        return all(
            self._has(person, skill, proof=proof, on=last)
            for skill, proof in self._needs[shift.task_id]
        )

    def _has(self, person: int, skill: int, *, proof: bool, on: date) -> bool:
        state, until = self._holds.get((person, skill), ("", None))
        good = state == "proved" and (until is None or until >= on)
        if proof:
            return good
        if state:
            return good or state == "claimed"
        return (person, self._slugs[skill]) in self._traits
