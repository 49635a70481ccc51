"""Who answers what: teams with their members and languages, topics with their words, and moving a thread by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from muster.inbox import access, actions, work
from muster.inbox.actions.teams import Place
from muster.kit import clock
from muster.kit.errors import Refused
from muster.triage.kinds import LANGUAGES
from muster.web import frame
from muster.web.gate import may
from muster.web.office.inbox import kinds
from muster.web.words import number

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpResponse

    from muster.accounts.models import Staff
    from muster.inbox.models import Conversation, Team
    from muster.web.gate import StaffRequest

LANGUAGE_WORDS = {
    "en": gettext_lazy("English"),
    "it": gettext_lazy("Italian"),
    "pl": gettext_lazy("Polish"),
    "fr": gettext_lazy("French"),
}


class TeamForm(forms.Form):
    """Its name; who is in it stands in a table of its own."""

    name = forms.CharField(label=gettext_lazy("Name of the team"), max_length=60)


@may("inbox.teams")
@require_safe
def index(request: StaffRequest) -> HttpResponse:
    """Every team with its members, every topic in the order it is looked at."""
    found = work.teams()
    title = ngettext("%(n)s team answers people", "%(n)s teams answer people", len(found))
    context = {
        "title": title % {"n": number(len(found))}
        if found
        else _("No team yet: everybody answers"),
        "teams": [(one, _members(one)) for one in found],
        "topics": [(one, kinds.LABELS.get(one.kind, "")) for one in work.topics()],
    }
    return frame.page(request, "office/inbox/teams.html", context)


@may("inbox.teams")
@require_http_methods(["GET", "HEAD", "POST"])
def new_team(request: StaffRequest) -> HttpResponse:
    """Put a team together."""
    return _team(request, None)


@may("inbox.teams")
@require_http_methods(["GET", "HEAD", "POST"])
def team(request: StaffRequest, team_id: int) -> HttpResponse:
    """Who is in it, who leads, in which languages they answer."""
    return _team(request, access.team(team_id, by=request.staff))


@may("inbox.teams")
@require_POST
def ending(request: StaffRequest, team_id: int) -> HttpResponse:
    """Let a team go that no topic leads to."""
    found = access.team(team_id, by=request.staff)
    name = found.name
    try:
        actions.end_team(team=found, by=request.staff, at=clock.now())
    except Refused as refused:
        return _team(request, found, refused=refused)
    messages.success(request, _("“%(name)s” is no team any more.") % {"name": name})
    return HttpResponseRedirect(reverse("office:inbox-teams"))


@may("inbox.answer")
@require_POST
def move(request: StaffRequest, conversation_id: int) -> HttpResponse:
    """Give a thread another topic, or only another team: “topic:3”, “team:2”, or nothing for nobody’s in particular."""
    conversation = access.conversation(conversation_id, by=request.staff)
    kind, _colon, asked = request.POST.get("to", "").partition(":")
    wanted = int(asked) if asked.isdecimal() else 0
    topics = {one.pk: one for one in work.topics()} if kind == "topic" else {}
    teams = {one.pk: one for one in work.teams()} if kind == "team" else {}
    back = HttpResponseRedirect(reverse("office:conversation", args=[conversation.pk]))
    if kind and wanted not in topics and wanted not in teams:
        messages.error(request, _("Choose a topic or a team from the list."))
        return back
    moved = actions.move(
        conversation=conversation, topic=topics.get(wanted), team=teams.get(wanted),
        by=request.staff, at=clock.now(),
    )  # fmt: skip
    words = _("It is the work of “%(team)s” now.") if moved.team else _("It is no team’s work now.")
    messages.success(request, words % {"team": moved.team.name if moved.team else ""})
    return back


def moving(conversation: Conversation, teams: Sequence[Team]) -> dict[str, Any]:
    """What a thread can be given to, for the form beside it."""
    topic, team = conversation.topic_id, conversation.team_id
    chosen = f"topic:{topic}" if topic else f"team:{team}" if team else ""
    # Without a team there is no topic to ask for.
    topics = work.topics() if teams else []
    return {
        "topics": [(f"topic:{one.pk}", f"{one.name} ({one.team.name})") for one in topics],
        "teams": [(f"team:{one.pk}", one.name) for one in teams],
        "chosen": chosen,
    }


def called(staff: Staff) -> str:
    """A colleague’s name in the list of who may be handed a thread, with why they stand first."""
    spoken = LANGUAGE_WORDS.get(getattr(staff, "answers_in", ""))
    if spoken is None:
        return staff.name
    return _("%(name)s, answers in this language: %(language)s") % {
        "name": staff.name,
        "language": spoken,
    }


def _team(request: StaffRequest, team: Team | None, refused: Refused | None = None) -> HttpResponse:
    posted = request.POST if request.method == "POST" and refused is None else None
    form = TeamForm(posted, initial={"name": team.name if team else ""})
    colleagues = work.answering_staff()
    if posted is not None and form.is_valid():
        places = _places(request, colleagues)
        try:
            kept = actions.keep_team(
                team=team, name=form.cleaned_data["name"], places=places, by=request.staff,
                at=clock.now(),
            )  # fmt: skip
        except Refused as error:
            form.add_error(error.field if error.field in form.fields else None, error.message)
        else:
            messages.success(request, _("“%(name)s” is kept.") % {"name": kept.name})
            return HttpResponseRedirect(reverse("office:inbox-teams"))
    context = {
        "title": team.name if team else _("A new team"),
        "form": form,
        "team": team,
        "rows": _rows(request if posted is not None else None, team, colleagues),
        "languages": list(LANGUAGE_WORDS.items()),
        "refused": refused.message if refused else "",
    }
    status = refused.status if refused else 422 if posted is not None else 200
    return frame.page(request, "office/inbox/team.html", context, status=status)


def _places(request: StaffRequest, colleagues: list[Staff]) -> list[Place]:
    there, leads = set(request.POST.getlist("member")), set(request.POST.getlist("leads"))
    return [
        Place(
            one,
            leads=str(one.pk) in leads,
            languages=tuple(request.POST.getlist(f"speaks-{one.pk}")),
        )
        for one in colleagues
        if str(one.pk) in there
    ]


def _rows(
    request: StaffRequest | None, team: Team | None, colleagues: list[Staff]
) -> list[dict[str, Any]]:
    if request is not None:
        held = {one.staff.pk: one for one in _places(request, colleagues)}
    else:
        held = {
            one.staff_id: Place(one.staff, one.leads, tuple(one.languages))
            for one in (team.members.select_related("staff") if team else [])
        }
    return [
        {
            "staff": one,
            "there": one.pk in held,
            "leads": one.pk in held and held[one.pk].leads,
            "speaks": held[one.pk].languages if one.pk in held else (),
        }
        for one in colleagues
    ]


def _members(team: Team) -> list[dict[str, Any]]:
    return [
        {
            "name": one.staff.name,
            "leads": one.leads,
            "languages": ", ".join(
                str(LANGUAGE_WORDS[code]) for code in LANGUAGES if code in one.languages
            ),
        }
        for one in sorted(team.members.all(), key=lambda one: (not one.leads, one.staff.name))
    ]
