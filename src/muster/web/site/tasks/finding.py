"""Tasks near a place: open to everyone, a list by time and distance, with filters in the address."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode

from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from muster.accounts.queries import organisation
from muster.kit import clock
from muster.places import countries
from muster.places.queries import Located, locate
from muster.volunteering import queries
from muster.volunteering.finding import home
from muster.web import helping, members
from muster.web.gate import public
from muster.web.site import tasks_for_you
from muster.web.site.speech import base, page, private, spoken
from muster.web.words import number

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpRequest, HttpResponse

    from muster.people.models import Person
    from muster.volunteering.finding import Found

_OPEN: Final = "anyone may look for a task; a task names nobody"
MOST_WORDS: Final = 80
CHIPS: Final = {
    "week": gettext_lazy("In the next 7 days"),
    "weekend": gettext_lazy("On a weekend"),
    "hour": gettext_lazy("An hour at most"),
    "free": gettext_lazy("With places left"),
    "online": gettext_lazy("Online"),
}


@public(_OPEN)
@require_safe
@private
@spoken
def show(request: HttpRequest) -> HttpResponse:
    """The list; a member’s own postcode is taken where none was written."""
    person: Person | None = request.person if members.signed_in(request) else None  # type: ignore[attr-defined]
    written = request.GET.get("postcode", "").strip()[:20]
    country = _country(request, person)
    located = locate(country, written) if written else Located()
    here = _point(located) or (home(person) if not written else None)
    asked = _filters(request.GET)
    if person and asked.words:
        members.searched(request, asked.words)  # type: ignore[arg-type]
    found = queries.open_tasks(person, place=here, filters=asked, at=clock.now())
    context: dict[str, Any] = {
        "nav": "tasks",
        "base": base(person),
        "near": [_row(one) for one in found if not one.task.online],
        "online": [_row(one) for one in found if one.task.online],
        "somewhere": here is not None,
        "offers": tasks_for_you.rows(person) if person and not request.GET else [],
        "q": asked.words,
        "postcode": written or (person.postcode if person else ""),
        "country": country,
        "countries": countries.choices(),
        "refused": _refused(located, written),
        "chips": _chips(request.GET),
        "access_chips": _chips(request.GET, access=True),
    }
    return page(request, "site/tasks/list.html", context)


def _country(request: HttpRequest, person: Person | None) -> str:
    asked = request.GET.get("country", "")
    if asked in countries.COUNTRIES:
        return asked
    return (person.country if person and person.country else "") or organisation().country


def _point(located: Located) -> tuple[float, float] | None:
    if located.latitude is None or located.longitude is None:
        return None
    return located.latitude, located.longitude


def _refused(located: Located, written: str) -> str:
    """Why a postcode says nothing; one in several regions still has a middle."""
    return located.reason if written and _point(located) is None else ""


def _filters(asked: Mapping[str, str]) -> queries.Filters:
    ticked = {name: bool(asked.get(name)) for name in CHIPS}
    access = asked.get("access", "")
    words = " ".join(asked.get("q", "").replace("\x00", "").split())[:MOST_WORDS]
    return queries.Filters(**ticked, access=access if access in helping.ACCESS else "", words=words)


def _chips(asked: Mapping[str, str], *, access: bool = False) -> list[dict[str, Any]]:
    """Each filter as a link that puts it on or takes it off; the address holds them all."""
    kept = {
        name: asked[name]
        for name in ("q", "postcode", "country", "language", "access", *CHIPS)
        if asked.get(name)
    }
    if access:
        names = helping.ACCESS.items()
        return [_chip(kept, "access", code, str(words)) for code, words in names]
    return [_chip(kept, name, "1", str(words)) for name, words in CHIPS.items()]


def _chip(kept: Mapping[str, str], name: str, value: str, words: str) -> dict[str, Any]:
    on = kept.get(name) == value
    rest = {key: said for key, said in kept.items() if key != name}
    return {"words": words, "on": on, "query": urlencode(rest if on else {**rest, name: value})}


def _far(km: float) -> str:
    """Postcodes have a middle, not a door: nothing is said to be at no distance."""
    return "<1" if km < 1 else number(round(km))


def _row(found: Found) -> dict[str, Any]:
    task = found.task
    return {
        "task": task,
        "when": helping.when(found.next),
        "more": len(found.shifts) - 1,
        "km": _far(found.km) if found.km is not None else "",
        "effort": helping.effort(task.minutes),
        "free": helping.places(found.free),
        "full": found.free <= 0,
        "own": found.own,
        "needs": helping.needs(task.needs.all()),
        "lacks": helping.needs(found.lacking),
        "access": helping.access(task.access),
    }
