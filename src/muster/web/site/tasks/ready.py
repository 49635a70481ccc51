"""How somebody is ready to help, told by themselves: plain forms, each kept by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from babel import Locale
from django.utils.translation import get_language, gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from muster.kit import actors, clock
from muster.kit.errors import NotFound, Refused
from muster.volunteering import actions, queries
from muster.web import helping
from muster.web.gate import member
from muster.web.refusals import beside
from muster.web.site.speech import onward, page, private, spoken
from muster.web.site.tasks.forms import LANGUAGES, AwayForm, FreeForm, ReadyForm

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpResponse

    from muster.people.models import Person
    from muster.web.gate import MemberRequest

SAID: Final = {
    "ready": gettext_lazy("Kept. We suggest what fits."),
    "skills": gettext_lazy("Your skills are kept."),
    "free": gettext_lazy("Your free times are kept."),
    "away": gettext_lazy("Your days away are kept."),
}


@member
@require_http_methods(["GET", "HEAD", "POST"])
@private
@spoken
def show(request: MemberRequest) -> HttpResponse:
    """The page, and its first form."""
    if request.method != "POST":
        return _page(request)
    form = ReadyForm(request.POST, spoken=_spoken())
    if not form.is_valid():
        return _page(request, ready=form, status=422)
    by = actors.person(request.person.pk)
    actions.keep_readiness(key=request.key, told=form.told, by=by, at=clock.now())
    return _back(request, "ready")


@member
@require_POST
@private
@spoken
def skills(request: MemberRequest) -> HttpResponse:
    """Claim what is ticked, give up what no longer is; what we proved or contradicted stays."""
    ticked = set(request.POST.getlist("skill"))
    said = _skills(request.person)
    by, now = actors.person(request.person.pk), clock.now()
    for row in said:
        if row["fixed"]:
            continue
        if row["skill"].slug in ticked and not row["on"]:
            actions.claim(skill=row["skill"], key=request.key, by=by, at=now)
        elif row["skill"].slug not in ticked and row["on"]:
            actions.give_up(skill=row["skill"], key=request.key, by=by, at=now)
    return _back(request, "skills")


@member
@require_POST
@private
@spoken
def free(request: MemberRequest) -> HttpResponse:
    """Add a time of each week."""
    form = FreeForm(request.POST)
    if not form.is_valid():
        return _page(request, free=form, status=422)
    said = form.cleaned_data
    return _kept(
        request,
        form,
        "free",
        lambda **who: actions.add_free(
            key=request.key,
            weekday=said["weekday"],
            start_minute=said["starts"].hour * 60 + said["starts"].minute,
            end_minute=said["ends"].hour * 60 + said["ends"].minute,
            **who,
        ),
    )


@member
@require_POST
@private
@spoken
def free_removal(request: MemberRequest, number: int) -> HttpResponse:
    """Take one back."""
    found = queries.own_free(number, request.person)
    if found is None:
        raise NotFound
    actions.drop_free(free=found, by=actors.person(request.person.pk), at=clock.now())
    return _back(request, "free")


@member
@require_POST
@private
@spoken
def away(request: MemberRequest) -> HttpResponse:
    """Add days on which one is away."""
    form = AwayForm(request.POST)
    if not form.is_valid():
        return _page(request, away=form, status=422)
    return _kept(
        request,
        form,
        "away",
        lambda **who: actions.add_away(key=request.key, **form.cleaned_data, **who),
    )


@member
@require_POST
@private
@spoken
def away_removal(request: MemberRequest, number: int) -> HttpResponse:
    """Take one back."""
    found = queries.own_away(number, request.person)
    if found is None:
        raise NotFound
    actions.drop_away(away=found, by=actors.person(request.person.pk), at=clock.now())
    return _back(request, "away")


def _kept(
    request: MemberRequest, form: FreeForm | AwayForm, name: str, act: Callable[..., object]
) -> HttpResponse:
    try:
        act(by=actors.person(request.person.pk), at=clock.now())
    except Refused as problem:
        beside(form, problem)
        if isinstance(form, FreeForm):
            return _page(request, free=form, status=problem.status)
        return _page(request, away=form, status=problem.status)
    return _back(request, name)


def _page(
    request: MemberRequest,
    *,
    ready: ReadyForm | None = None,
    free: FreeForm | None = None,
    away: AwayForm | None = None,
    status: int = 200,
) -> HttpResponse:
    person = request.person
    context: dict[str, Any] = {
        "nav": "shifts",
        "ready": ready or ReadyForm(initial=_initial(person), spoken=_spoken()),
        "skills": _skills(person),
        "free": free or FreeForm(prefix=None),
        "free_times": [
            {
                "row": one,
                "day": helping.WEEKDAYS[one.weekday],
                "from": helping.clock(one.start_minute),
                "to": helping.clock(one.end_minute),
            }
            for one in queries.free_of(person)
        ],
        "away": away or AwayForm(),
        "days_away": queries.away_of(person),
        "done": SAID.get(request.GET.get("done", ""), "") if status == 200 else "",
        # One list of what must be mended stands above; it is of the form that was sent.
        "form": ready or free or away,
    }
    return page(request, "site/tasks/ready.html", context, status=status)


def _initial(person: Person) -> dict[str, Any]:
    held = queries.readiness_of(person)
    if held is None:
        return {"languages": [person.language] if person.language else []}
    names = ("ways", "access", "languages", "max_km", "hours_month", "note")
    return {name: getattr(held, name) for name in names}


def _spoken() -> list[tuple[str, str]]:
    """The languages to choose from, each by its name in the language of the page."""
    locale = Locale.parse((get_language() or "en")[:2])
    return [(code, str(locale.languages[code]).capitalize()) for code in LANGUAGES]


def _skills(person: Person) -> list[dict[str, Any]]:
    """The vocabulary with what we know of this person; imported skills count as said by themselves."""
    held = {one.skill_id: one for one in queries.standings_of(person)}
    imported = queries.imported_skills(person)
    rows = []
    for skill in queries.vocabulary():
        standing = held.get(skill.pk)
        state = standing.state if standing else ("claimed" if skill.slug in imported else "")
        rows.append(
            {
                "skill": skill,
                "name": skill.name_in(get_language() or "en"),
                "on": state in {"claimed", "proved"},
                "fixed": state in {"proved", "contradicted"},
                "state": state,
                "until": standing.until if standing else None,
            }
        )
    return rows


def _back(request: MemberRequest, done: str) -> HttpResponse:
    return onward(request, "my-ready", done=done)
