"""Everything volunteering holds of one person, as plain data they can take along."""

from __future__ import annotations

from typing import Any

from muster.people.models import Person
from muster.volunteering.models import Away, Free, Readiness, SignUp, Standing, Suggestion


def export(person: Person) -> dict[str, Any]:
    """Return shifts, skills, readiness and what somebody was suggested for."""
    return {
        "shifts": [_shift(one) for one in _of(SignUp, person, "shift__task")],
        "skills": [_skill(one) for one in _of(Standing, person, "skill")],
        "ready": [_ready(one) for one in _of(Readiness, person)],
        "free": [
            {"weekday": one.weekday, "from": one.start_minute, "to": one.end_minute}
            for one in _of(Free, person)
        ],
        "away": [
            {"first": one.first.isoformat(), "last": one.last.isoformat()}
            for one in _of(Away, person)
        ],
        "suggested": [
            {"task": one.shift.task.title, "at": one.made_at.isoformat(), "why": one.reasons}
            for one in _of(Suggestion, person, "shift__task")
        ],
    }


def _of(model: Any, person: Person, *along: str) -> Any:
    found = model.objects.filter(key__person=person).order_by("id")
    return found.select_related(*along) if along else found


def _shift(one: SignUp) -> dict[str, Any]:
    moments = {
        "at": one.at,
        "starts_at": one.shift.starts_at,
        "confirmed_at": one.confirmed_at,
        "left_at": one.left_at,
        "done_at": one.done_at,
        "missed_at": one.missed_at,
    }
    said = {name: moment.isoformat() for name, moment in moments.items() if moment}
    return {"task": one.shift.task.title, "place": one.place, "why_left": one.left_why, **said}


def _skill(one: Standing) -> dict[str, Any]:
    return {
        "skill": one.skill.slug,
        "state": one.state,
        "at": one.at.isoformat(),
        "until": one.until.isoformat() if one.until else "",
        "evidence": one.evidence,
    }


def _ready(one: Readiness) -> dict[str, Any]:
    return {
        "ways": one.ways,
        "access": one.access,
        "languages": one.languages,
        "max_km": one.max_km,
        "hours_month": one.hours_month,
        "note": one.note,
    }
