"""Volunteers, skills and shifts for tests, made in bulk; where a test is about an action, it calls the action."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime, timedelta
from typing import Any

from muster.people.models import IdentityKey, Person, Trait
from muster.places.models import Region
from muster.volunteering.models import (
    Free,
    Need,
    Readiness,
    Shift,
    Skill,
    Standing,
    Suggestion,
    Task,
)

_numbers = itertools.count(1)
# Łódź; a hundredth of a degree of latitude is about 1.1 km.
HOME = (51.76, 19.46)
EVERY_DAY = tuple((day, 0, 1440) for day in range(7))


def saturday(at: datetime | None = None) -> datetime:
    """Ten o’clock in the morning on the Saturday after next, by the clock of Warsaw or nearly."""
    now = at or datetime.now(UTC)
    day = now + timedelta(days=7 + (5 - now.weekday()) % 7)
    return day.replace(hour=9, minute=0, second=0, microsecond=0)


def volunteer(
    *, km: float = 0.0, region: str = "PL-10", free: Any = EVERY_DAY, email: str = "", **ready: Any
) -> Person:
    """A person so many kilometres north of home, ready to help."""
    number, now = next(_numbers), datetime.now(UTC)
    person = Person.objects.create(
        given_name=f"Vol{number}", family_name=f"Unteer{number}", sort_key=f"vol{number}",
        country="PL", region_id=region, language="pl", latitude=HOME[0] + km / 111.195,
        longitude=HOME[1], created_at=now,
    )  # fmt: skip
    key = IdentityKey.objects.create(
        kind="email", value=email or f"vol{number}@people.example", person=person, created_at=now
    )
    told = {
        "max_km": 20,
        "ways": ["in_person"],
        "languages": ["pl"],
        "access": [],
        "hours_month": 40,
    }
    Readiness.objects.create(key=key, updated_at=now, **(told | ready))
    Free.objects.bulk_create(
        Free(key=key, weekday=day, start_minute=first, end_minute=after)
        for day, first, after in free
    )
    return person


def skill(slug: str, **more: Any) -> Skill:
    """A word of the vocabulary."""
    return Skill.objects.get_or_create(slug=slug, defaults={"names": {"en": slug}} | more)[0]


def stands(person: Person, held: Skill, state: str, *, until: Any = None) -> Standing:
    """What we know of somebody’s skill; the trait holds while it is claimed or proved."""
    now, key = datetime.now(UTC), key_of(person)
    Standing.objects.filter(skill=held, key=key, ended_at=None).update(ended_at=now)
    if state in {"claimed", "proved"}:
        Trait.objects.get_or_create(
            person=person, kind="skill", value=held.slug, to_at=None, defaults={"from_at": now}
        )
    else:
        Trait.objects.filter(person=person, kind="skill", value=held.slug).update(to_at=now)
    return Standing.objects.create(
        skill=held, key=key, state=state, at=now, until=until, by="test", evidence="seen"
    )


def task(*needs: tuple[Skill, bool], km: float = 0.0, region: str = "PL-10", **more: Any) -> Task:
    """An open task so many kilometres north of home."""
    number, now = next(_numbers), datetime.now(UTC)
    told = {
        "slug": f"task-{number}", "title": f"Task {number}", "region": Region.objects.get(pk=region),
        "zone": "Europe/Warsaw", "place": "Here", "latitude": HOME[0] + km / 111.195,
        "longitude": HOME[1], "minutes": 120, "made_at": now, "opened_at": now,
        "access": ["step_free"],
    }  # fmt: skip
    made = Task.objects.create(**(told | more))
    for needed, proved in needs:
        Need.objects.create(task=made, skill=needed, proved=proved)
    return made


def shift(
    of: Task | None = None, *, starts: datetime | None = None, hours: float = 2, slots: int = 3
) -> Shift:
    """A shift that lies ahead."""
    begins = starts or saturday()
    return Shift.objects.create(
        task=of or task(), starts_at=begins, ends_at=begins + timedelta(hours=hours), slots=slots
    )


def asked(person: Person, *, days: float, about: Shift | None = None) -> Suggestion:
    """Somebody was asked so many days ago."""
    at = datetime.now(UTC) - timedelta(days=days)
    return Suggestion.objects.create(
        shift=about or shift(), key=key_of(person), made_at=at, rank=1, points=1.0, accepted_at=at,
        asked_at=at,
    )  # fmt: skip


def key_of(person: Person) -> IdentityKey:
    """Their first key."""
    return person.keys.order_by("id").first()
