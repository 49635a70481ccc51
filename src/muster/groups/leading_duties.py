"""What leading holds of a person: their copy, what goes at an erasure, how long it stays."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from muster.activity import registry as activity
from muster.groups import point_people
from muster.groups.models import CallTarget
from muster.kit import retention
from muster.people.models import Person


def declare() -> None:
    """Make our fact readable on a timeline, and say what we keep and why."""
    activity.declare("call.made", words=_("Made a call for their team: {ref}"), icon="phone")
    activity.declare(
        "talk.noted",
        words=_("A leader of their team spoke to them. {said}"),
        icon="hand",
        group="call",
        fill=_way,
    )
    retention.declare(
        retention.Holding(
            "groups.leading",
            _("Who is whose point person, and which calls leaders have made"),
            _("So that nobody is called twice, and whoever is new knows whom to turn to"),
            told=True,
            covers=("groups.PointPerson", "groups.Telling", "groups.CallTarget"),
        )
    )


def export(person: Person) -> dict[str, object]:
    """Return who looked after them and whom they looked after, by day, and calls on lists to and by them."""
    bonds = point_people.of_person(person).select_related("group", "key").order_by("id")
    calls = CallTarget.objects.filter(key__person=person).select_related("call_list").order_by("id")
    made = CallTarget.objects.filter(taken_by__person=person).exclude(outcome="").order_by("id")
    return {
        "point_people": [
            {
                "group": one.group.name,
                "they": "were looked after" if one.key.person_id == person.pk else "looked after",
                "from": one.from_at.isoformat(),
                "to": one.to_at.isoformat() if one.to_at else None,
            }
            for one in bonds
        ],
        "calls": [
            {"list": one.call_list.title, "outcome": one.outcome, "note": one.note} for one in calls
        ],
        "calls_made": made.count(),
        "letters_about_supporters": point_people.wishes_letters(person),
    }


def _way(data: Mapping[str, object]) -> Mapping[str, object]:
    from muster.groups.actions.pointing import WAYS

    words = WAYS.get(str(data.get("way", "")))
    return {"said": f"{words}." if words else ""}
