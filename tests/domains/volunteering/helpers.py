"""Tasks, shifts and people for tests, made through the real actions."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from muster.kit.actors import person as themselves
from muster.people.models import IdentityKey
from muster.volunteering import actions, series

if TYPE_CHECKING:
    from muster.accounts.models import Staff
    from muster.people.models import Person
    from muster.volunteering.models import Shift, SignUp, Skill, Task

# A Tuesday; the task is in Łódź, by the clocks of Warsaw.
DAY = date(2026, 12, 1)
NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


def task(by: Staff, **told: Any) -> Task:
    """An open task in Łódź."""
    usual = {
        "title": "Beach clean",
        "minutes": 120,
        "country": "PL",
        "postcode": "90-001",
        "place": "Main gate",
    }
    made = actions.keep_task(task=None, told=actions.Told(**(usual | told)), by=by, at=NOW)
    return actions.open_task(task=made, by=by, at=NOW)


def shift(
    task: Task,
    by: Staff,
    *,
    slots: int = 2,
    day: date = DAY,
    starts: time = time(10),
    ends: time = time(12),
) -> Shift:
    """One shift of a task."""
    spans = series.weekly(day, starts, ends, zone=task.zone)
    return actions.add_shifts(task=task, spans=spans, slots=slots, by=by, at=NOW)[0]


def key(person: Person) -> IdentityKey:
    """The first key of a person, as it stands in the database."""
    return IdentityKey.objects.select_related("person").filter(person=person).order_by("id")[0]


def take(shift: Shift, person: Person, *, wait: bool = True, at: datetime = NOW) -> SignUp:
    """Let somebody sign up, or wait."""
    return actions.take(shift=shift, key=key(person), by=themselves(person.pk), at=at, wait=wait)


def skill(by: Staff, name: str = "First aid", **told: Any) -> Skill:
    """A word of the vocabulary."""
    usual: dict[str, Any] = {"needs_proof": False, "months": None}
    return actions.keep_skill(skill=None, names={"en": name}, by=by, at=NOW, **(usual | told))


def later(**span: int) -> datetime:
    """A moment after ``NOW``."""
    return NOW + timedelta(**span)
