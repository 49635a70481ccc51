"""Reads the timeline of every person, in two processes beside each other, and compares it with what was played."""

from __future__ import annotations

from muster.people.models import Person
from muster.proof.stories.dashboard import lanes, steps
from muster.proof.stories.dashboard.steps import Compared, Played

_AT_ONCE = 500


def of_all(played: Played) -> Compared:
    """What was found of everybody."""
    people = list(Person.objects.living().order_by("id").values_list("id", flat=True))
    parts = [people[place : place + _AT_ONCE] for place in range(0, len(people), _AT_ONCE)]
    with lanes.beside(_read, [(_part(played, part), part) for part in parts]) as running:
        found: list[Compared] = running.results()
    return Compared(
        sum(one.people for one in found),
        sum(one.exact for one in found),
        sum(one.found for one in found),
        [words for one in found for words in one.wrong][:10],
    )


def _part(played: Played, people: list[int]) -> Played:
    some = Played()
    some.steps.update({person: played.steps[person] for person in people if person in played.steps})
    return some


def _read(job: tuple[Played, list[int]]) -> Compared:
    return steps.compare(*job)
