"""The vocabulary of skills, what waits for a proof, and the skills of one person."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from muster.kit import clock
from muster.kit.errors import NotFound, Refused
from muster.people import access as people
from muster.volunteering import access, actions, queries
from muster.web import frame, helping
from muster.web.gate import may
from muster.web.office.tasks.forms import SkillForm

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpResponse

    from muster.people.models import IdentityKey
    from muster.volunteering.models import Skill
    from muster.web.gate import StaffRequest


@may("tasks.view")
@require_safe
def index(request: StaffRequest) -> HttpResponse:
    """What people claim and must prove, then the words."""
    language = get_language() or "en"
    claims = [
        {"row": one, "person": one.key.person, "skill": one.skill.name_in(language)}
        for one in queries.to_prove(by=request.staff)
    ]
    words = [
        {"skill": one, "name": one.name_in(language)} for one in queries.vocabulary(retired=True)
    ]
    context: dict[str, Any] = {"title": _("Skills"), "claims": claims, "words": words}
    return frame.page(request, "office/tasks/skills.html", context)


@may("tasks.run")
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: StaffRequest) -> HttpResponse:
    """Add a word."""
    return _keep(request, None)


@may("tasks.run")
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: StaffRequest, number: int) -> HttpResponse:
    """Change how it is written, or what it takes."""
    return _keep(request, access.skill(number))


@may("tasks.run")
@require_POST
def retirement(request: StaffRequest, number: int) -> HttpResponse:
    """Offer a word no longer."""
    actions.retire_skill(skill=access.skill(number), by=request.staff, at=clock.now())
    messages.success(request, _("This skill is asked for no longer. What we know of people stays."))
    return HttpResponseRedirect(reverse("office:skills"))


@may("tasks.view")
@require_safe
def person(request: StaffRequest, number: int) -> HttpResponse:
    """The skills of one person, each with how sure we are and why."""
    found = people.living(number, by=request.staff)
    language = get_language() or "en"
    held = {one.skill_id: one for one in queries.standings_of(found)}
    imported = queries.imported_skills(found)
    rows = []
    for skill in queries.vocabulary():
        standing = held.get(skill.pk)
        state = standing.state if standing else ("claimed" if skill.slug in imported else "")
        words = str(helping.STANDINGS.get(state, ""))
        rows.append(
            {
                "skill": skill,
                "name": skill.name_in(language),
                "standing": standing,
                "state": state,
                "words": words,
            }
        )
    context = {"title": _("Skills of %(name)s") % {"name": found}, "person": found, "rows": rows}
    return frame.page(request, "office/tasks/person.html", context)


@may("tasks.run")
@require_POST
def proof(request: StaffRequest, number: int) -> HttpResponse:
    """Somebody of ours saw the paper."""
    return _say(request, number, _prove)


@may("tasks.run")
@require_POST
def doubt(request: StaffRequest, number: int) -> HttpResponse:
    """Somebody of ours knows better, and says why."""
    return _say(request, number, _contradict)


def _prove(request: StaffRequest, skill: Skill, key: IdentityKey) -> str:
    written, until = request.POST.get("until", ""), None
    if written:
        try:
            until = date.fromisoformat(written)
        except ValueError as problem:
            raise Refused(_("Write the day as it stands on the paper.")) from problem
    evidence = request.POST.get("evidence", "")
    actions.prove(
        skill=skill, key=key, evidence=evidence, until=until, by=request.staff, at=clock.now()
    )
    return _("The skill is proved.")


def _contradict(request: StaffRequest, skill: Skill, key: IdentityKey) -> str:
    reason = request.POST.get("reason", "")
    actions.contradict(skill=skill, key=key, reason=reason, by=request.staff, at=clock.now())
    return _("The skill is contradicted. It counts no longer.")


def _say(
    request: StaffRequest, number: int, act: Callable[[StaffRequest, Skill, IdentityKey], str]
) -> HttpResponse:
    found = people.living(number, by=request.staff)
    asked = request.POST.get("skill", "")
    skill = access.skill(
        int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 16 else 0
    )
    key = queries.first_key(found)
    if key is None:
        raise NotFound
    try:
        messages.success(request, act(request, skill, key))
    except Refused as problem:
        messages.error(request, problem.message)
    return HttpResponseRedirect(reverse("office:person-skills", args=[number]))


def _keep(request: StaffRequest, skill: Skill | None) -> HttpResponse:
    posted = request.method == "POST"
    initial: dict[str, Any] = {}
    if skill is not None:
        initial = skill.names | {"needs_proof": skill.needs_proof, "months": skill.months}
    form = SkillForm(request.POST if posted else None, initial=initial)
    if posted and form.is_valid():
        said = form.cleaned_data
        try:
            actions.keep_skill(
                skill=skill,
                names={language: said[language] for language in ("en", "it", "pl", "fr")},
                needs_proof=said["needs_proof"],
                months=said["months"],
                by=request.staff,
                at=clock.now(),
            )
        except Refused as problem:
            form.add_error("en", problem.message)
        else:
            messages.success(request, _("“%(name)s” is kept.") % {"name": said["en"]})
            return HttpResponseRedirect(reverse("office:skills"))
    name = skill.name_in(get_language() or "en") if skill else _("A new skill")
    context = {"title": name, "form": form, "skill": skill}
    return frame.page(request, "office/tasks/skill.html", context, status=422 if posted else 200)
