"""One’s own page: my team, my next shift, what my region did, what I did, and the news that reached me.

Each room is asked for its part; the page itself knows nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from muster.activity import queries as activity
from muster.broadcasts import received
from muster.groups import queries as groups
from muster.kit import clock
from muster.people import attention, queries
from muster.volunteering import queries as shifts
from muster.web import helping
from muster.web.gate import member
from muster.web.site import tasks_for_you
from muster.web.site.speech import page, private, spoken
from muster.web.site.team import around

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from django.http import HttpResponse

    from muster.activity.facts import TimelineFact
    from muster.people.models import Person
    from muster.web.gate import MemberRequest

# What people did, as against what was done to them.
DEEDS: Final = (
    "person.joined", "gift.received", "shift.joined", "shift.done", "call.made", "group.joined",
    "post.made", "link.relayed", "event.answered", "reply.received",
)  # fmt: skip
_SHOWN: Final = 8


@member
@require_safe
@private
@spoken
def show(request: MemberRequest) -> HttpResponse:
    """Everything that is theirs, on one page."""
    person = request.person
    keys, now = [key.pk for key in queries.keys_of(person)], clock.now()
    context: dict[str, Any] = {
        "title": _hello(person),
        "person": person,
        "nav": "home",
        "region_name": person.region.name_in(translation.get_language() or "en")
        if person.region
        else "",
        "address": request.key.value,
        **_team(person, now),
        "shift": _shift(person),
        "deeds": _deeds(keys),
        "offers": tasks_for_you.rows(person, most=3),
        "news": received.listed(keys),
        "noted": attention.noted(request.key),
        "noting_words": attention.wording(),
    }
    return page(request, "site/my.html", context)


def _hello(person: Person) -> str:
    return _("Hello, %(name)s") % {"name": person.given_name} if person.given_name else _("Hello")


def _team(person: Person, now: datetime) -> dict[str, Any]:
    """My team, and what it did this week; that is what my region did."""
    group = groups.team_of(person)
    if group is None:
        return {}
    named = groups.named(person, group)
    return {"group": group, "named": named, "numbers": around.this_week(group, at=now)}


def _shift(person: Person) -> dict[str, Any] | None:
    found = shifts.next_shift(person)
    if found is None:
        return None
    return {
        "task": found.shift.task,
        "when": helping.when(found.shift),
        "confirmed": found.confirmed_at is not None,
    }


def _deeds(keys: Sequence[int]) -> list[TimelineFact]:
    return activity.timeline(keys, limit=_SHOWN, kinds=DEEDS)
