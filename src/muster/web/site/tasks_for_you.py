"""“Tasks for you” on the pages of a supporter: a few tasks with the reasons, for ``site/_tasks_for_you.html``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from muster.volunteering import reasons, suggesting
from muster.web import words

if TYPE_CHECKING:
    from muster.people.models import Person


def rows(person: Person, *, most: int = 5) -> list[dict[str, Any]]:
    """What the template shows; inside the scope of the person themselves."""
    found = suggesting.for_person(person, most=most)
    names = reasons.skill_names([one.reasons for one in found])
    return [
        {
            "title": one.shift.task.title,
            "url": f"/tasks/{one.shift.task.slug}/",
            "when": words.moment(one.shift.starts_at, one.shift.task.zone),
            "place": "" if one.shift.task.online else one.shift.task.place,
            "reasons": reasons.words(one.reasons, to_them=True, names=names),
        }
        for one in found
    ]
