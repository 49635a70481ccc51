"""What volunteering declares at start-up: its facts, what it hands over or forgets of a person, and says of one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from muster.accounts.models import Staff
from muster.activity import registry as activity
from muster.kit import retention
from muster.people import registry as people
from muster.people import summaries
from muster.people.models import Person
from muster.people.summaries import Line
from muster.volunteering.models import Standing


def declare() -> None:
    """Make our facts readable on a timeline, and our part of a record known to people."""
    activity.declare("task.offered", words=_("Was asked to help: {title}"), icon="hand")
    activity.declare("shift.joined", words=_("Signed up for a shift: {title}"))
    activity.declare("shift.left", words=_("Gave a place in a shift up: {title}"))
    activity.declare("shift.done", words=_("Did a shift: {title}"))
    activity.declare("shift.missed", words=_("Did not come to a shift: {title}"))
    activity.declare("shift.corrected", words=_("Whether they came was corrected: {title}"))
    people.register("volunteering", export=_export, forget=_forget)
    summaries.register("volunteering", summary)
    retention.declare(
        retention.Holding(
            "volunteering.shifts",
            _("Shifts, skills and how somebody is ready to help"),
            _("With their record, until they are erased; it says who can do what and who came"),
            told=True,
            covers=(
                "volunteering.Standing",
                "volunteering.Readiness",
                "volunteering.Free",
                "volunteering.Away",
                "volunteering.SignUp",
                "volunteering.Swap",
                "volunteering.Suggestion",
                "volunteering.Feed",
            ),
        )
    )


def _export(person: Person) -> Mapping[str, Any]:
    from muster.volunteering.exporting import export

    return export(person)


def _forget(person: Person) -> None:
    from muster.volunteering.actions.forget import forget

    forget(person)


def summary(person: Person, *, by: Staff) -> Sequence[Line]:
    """The next shift and the skills of a person, each with how sure we are."""
    if not by.may("tasks.view"):
        return []
    from muster.volunteering import queries
    from muster.volunteering.wording import when

    language = get_language() or "en"
    lines = []
    sign_up = queries.next_shift(person)
    if sign_up is not None:
        task = sign_up.shift.task
        said = f"{task.title}, {when(sign_up.shift, language)}"
        url = f"/office/tasks/{task.pk}/"
        lines.append(Line(gettext("Next shift"), said, url))
    held = queries.standings_of(person)
    if held:
        words = [f"{one.skill.name_in(language)} ({_state(one)})" for one in held]
        lines.append(
            Line(gettext("Skills"), ", ".join(words), f"/office/tasks/skills/of/{person.pk}/")
        )
    return lines


def _state(standing: Standing) -> str:
    return {
        "claimed": gettext("says so themselves"),
        "proved": gettext("proved"),
        "expired": gettext("proof has run out"),
        "contradicted": gettext("contradicted"),
    }[standing.state]
