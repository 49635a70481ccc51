"""The house before anybody comes: words for skills, doors to knock on each Saturday, a season of teams."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from muster.accounts.models import Organisation
from muster.activity import actions as activity
from muster.proof.stories.dashboard.volunteers import COUNTRY, DRIVING, SKILLS, WEEKS, postcodes
from muster.proof.stories.dashboard.weeks import Weeks
from muster.rivalry import actions as rivalry
from muster.volunteering import actions as volunteering
from muster.volunteering import series
from muster.volunteering.models import Skill, Task

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from muster.accounts.models import Staff

SEASON: Final = 12
PLACES: Final = 250
DRIVERS: Final = 8
_LASTS: Final = timedelta(hours=3)


def settle(calendar: Weeks) -> None:
    """Say where the organisation is, and make room in its log for the weeks that are told."""
    Organisation.objects.filter(pk=1).update(country=COUNTRY)
    activity.make_months(first=(calendar.at(-7)).date(), last=calendar.today)


def begin_season(calendar: Weeks, by: Staff) -> None:
    """Twelve weeks of teams that lift each other, counted from the first Monday."""
    rivalry.begin_season(first=calendar.monday, weeks=SEASON, by=by, at=calendar.at(-3))


def keep_skills(calendar: Weeks, by: Staff) -> dict[str, Skill]:
    """What people can say they are able to do; for a licence somebody looks at the paper."""
    return {
        slug: volunteering.keep_skill(
            skill=None, names={"en": slug.replace("-", " ").capitalize()}, by=by,
            needs_proof=slug == DRIVING, months=36 if slug == DRIVING else None, at=calendar.at(-3),
        )
        for slug in SKILLS
    }  # fmt: skip


def saturdays(regions: Sequence[str], calendar: Weeks, by: Staff) -> dict[int, dict[str, int]]:
    """A task in each region with a shift every Saturday; returns the shifts by week and region."""
    # Two weeks more than are told, so that whoever comes today finds one ahead.
    weeks = WEEKS + 2
    found: dict[int, dict[str, int]] = {week: {} for week in range(weeks)}
    made = calendar.at(-3)
    for region in regions:
        told = volunteering.Told(
            title="Knock on doors", minutes=180, country=COUNTRY, postcode=postcodes()[region][0],
            place="The library", about="In twos, with a list and a smile.",
        )  # fmt: skip
        task = volunteering.keep_task(task=None, told=told, by=by, at=made)
        volunteering.open_task(task=task, by=by, at=made)
        spans = [_span(calendar, 7 * week + 5) for week in range(weeks)]
        shifts = volunteering.add_shifts(task=task, spans=spans, slots=PLACES, by=by, at=made)
        for week, shift in enumerate(shifts):
            found[week][region] = shift.pk
    return found


def to_drive(
    towns: Iterable[tuple[str, str]], driving: Skill, calendar: Weeks, *, by: Staff
) -> list[Task]:
    """What the campaign needs next: people who drive voters to the polls, each with a licence that was seen."""
    made, tasks = calendar.at(7 * WEEKS), []
    days = (calendar.today - calendar.monday).days
    for _region, postcode in towns:
        told = volunteering.Told(
            title="Drive voters to the polls", minutes=180, country=COUNTRY, postcode=postcode,
            place="The school", needs=((driving, True),),
        )  # fmt: skip
        task = volunteering.keep_task(task=None, told=told, by=by, at=made)
        volunteering.open_task(task=task, by=by, at=made)
        # The second Saturday from now.
        day = days + (5 - days) % 7 + 7
        volunteering.add_shifts(
            task=task, spans=[_span(calendar, day)], slots=DRIVERS, by=by, at=made
        )
        tasks.append(task)
    return tasks


def _span(calendar: Weeks, day: int) -> series.Span:
    starts = calendar.at(day, 13)
    return starts, starts + _LASTS
