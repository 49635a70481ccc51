"""Sources for staff: where people and facts come from, how each is doing, and its write keys."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from muster.accounts import stepup
from muster.kit import clock
from muster.kit.errors import Refused
from muster.sources import access, actions, queries, stalling
from muster.sources.kinds import tracker
from muster.sources.models import Source
from muster.sources.registry import KEY
from muster.web import frame
from muster.web.gate import StaffRequest, may
from muster.web.office import asking
from muster.web.office.import_forms import Blaming
from muster.web.words import number


class SourceForm(Blaming):
    """The name of a website or app."""

    name = forms.CharField(
        label=gettext_lazy("Which website or app?"),
        max_length=80,
        help_text=gettext_lazy("Such as “Website” or “Members’ app”."),
        error_messages={"required": gettext_lazy("Give the source a name.")},
    )


class PullForm(Blaming):
    """A group of Action Network and its key."""

    name = forms.CharField(
        label=gettext_lazy("What do you call this group?"),
        max_length=80,
        error_messages={"required": gettext_lazy("Give the source a name.")},
    )
    token = forms.CharField(
        label=gettext_lazy("API key"),
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text=gettext_lazy("In Action Network: Start organizing, Details, API & Sync."),
        error_messages={"required": gettext_lazy("Copy the API key as Action Network shows it.")},
    )


class KeyForm(Blaming):
    """What a new key may do."""

    power = forms.ChoiceField(
        label=gettext_lazy("Where will the key be kept?"),
        choices=[
            ("server", gettext_lazy("On a server: it may say who somebody is")),
            ("browser", gettext_lazy("In a page, for all to read: it may only claim")),
            ("gifts", gettext_lazy("In a payment system: it signs each call and may report gifts")),
        ],
        widget=forms.RadioSelect,
        initial="server",
    )


@may("sources.manage")
@require_safe
def sources(request: StaffRequest) -> HttpResponse:
    """Every source with when it last brought something."""
    found = queries.sources()
    title = _("Nothing is connected yet")
    if found:
        title = ngettext(
            "%(count)s source brings people and facts", "%(count)s sources bring people and facts",
            len(found),
        ) % {"count": number(len(found))}  # fmt: skip
    return frame.page(request, "office/sources/list.html", {"title": title, "sources": found})


@may("sources.manage")
def new(request: StaffRequest) -> HttpResponse:
    """Name a website or app that will tell us what happens there."""
    form = SourceForm(request.POST or None)
    refused = ""
    if request.method == "POST" and form.is_valid():
        try:
            name = form.cleaned_data["name"]
            return _to(actions.add_source(kind="segment", name=name, by=request.staff))
        except Refused as problem:
            refused = form.blame(problem)
    page = {"title": _("Connect a website or app"), "form": form, "refused": refused}
    status = 422 if request.method == "POST" else 200
    return frame.page(request, "office/sources/new.html", page, status=status)


@may("sources.manage")
def action_network(request: StaffRequest) -> HttpResponse:
    """Keep the key of an Action Network group; it is asked within the minute."""
    form = PullForm(request.POST or None)
    refused = ""
    if request.method == "POST" and form.is_valid():
        try:
            return _to(actions.connect(**form.cleaned_data, by=request.staff))
        except Refused as problem:
            refused = form.blame(problem)
    page = {"title": _("Connect Action Network"), "form": form, "refused": refused}
    status = 422 if request.method == "POST" else 200
    return frame.page(request, "office/sources/action_network.html", page, status=status)


@may("sources.manage")
@require_POST
def asking_now(request: StaffRequest, number_: int) -> HttpResponse:
    """Ask a source now instead of at its usual time."""
    source = access.source(number_, by=request.staff)
    try:
        actions.ask_now(source=source, by=request.staff)
        messages.success(request, _("It is asked within the minute."))
    except Refused as problem:
        messages.error(request, problem.message)
    return _to(source)


@may("sources.manage")
@require_safe
def one(request: StaffRequest, number_: int) -> HttpResponse:
    """One source: is it alive, what did it bring, what was dropped and why."""
    source = access.source(number_, by=request.staff)
    return frame.page(request, "office/sources/show.html", _context(source, KeyForm()))


@may("sources.manage")
@require_POST
def keys(request: StaffRequest, number_: int) -> HttpResponse:
    """Make a key and show it this once; it opens nothing before a second administrator agrees."""
    source = access.source(number_, by=request.staff)
    form = KeyForm(request.POST)
    if stepup.fresh(request) is None:
        return HttpResponseRedirect(stepup.url(reverse("office:source", args=[source.pk])))
    raw = refused = ""
    waits = False
    if form.is_valid():
        try:
            made, after = actions.draft_key(power=form.cleaned_data["power"], by=request.staff)
            asked, _done = asking.propose(request, KEY, f"source:{source.pk}", after)
            raw, waits = made, asked.is_open
        except Refused as problem:
            refused = form.blame(problem)
    page = _context(source, form) | {"raw": raw, "waits": waits, "refused": refused}
    response = frame.page(request, "office/sources/show.html", page, status=200 if raw else 422)
    response["Cache-Control"] = "no-store"
    return response


@may("sources.manage")
@require_POST
def revocation(request: StaffRequest, number_: int, key: int) -> HttpResponse:
    """Close a key for good."""
    source = access.source(number_, by=request.staff)
    actions.revoke_key(key=access.key(key, of=source), by=request.staff)
    messages.success(request, _("The key opens nothing any more. What it brought stays."))
    return _to(source)


@may("sources.manage")
@require_POST
def pause(request: StaffRequest, number_: int) -> HttpResponse:
    """Take nothing from a source, or take from it again."""
    source = access.source(number_, by=request.staff)
    if request.POST.get("on") == "1":
        actions.pause(source=source, by=request.staff)
        messages.success(request, _("Paused. What arrives now is counted and dropped."))
    else:
        actions.resume(source=source, by=request.staff)
        messages.success(request, _("Taking from this source again."))
    return _to(source)


def _context(source: Source, form: KeyForm) -> dict[str, Any]:
    return {
        "title": _title(source),
        "source": source,
        "form": form,
        "keys": source.keys.order_by("id"),
        "imports": queries.imports().filter(source=source)[:20],
        "refusals": queries.refusals_by_day(source),
        "runs": [(run, pull_words(run.problem)) for run in queries.runs(source)],
        "pull": queries.pull_of(source),
        "silent": stalling.since(source, queries.pull_of(source), at=clock.now()),
        "pull_words": pull_words(getattr(queries.pull_of(source), "problem", "")),
        "host": settings.MUSTER_SITE_URL,
        "gift_hook": settings.MUSTER_SITE_URL + reverse("hooks:gifts", args=[source.slug]),
        "script": f"{settings.MUSTER_SITE_URL}/{tracker.ADDRESS}",
    }


def _title(source: Source) -> str:
    if source.paused:
        return _("%(name)s is paused") % {"name": source.name}
    if source.last_at is None:
        return _("%(name)s has brought nothing yet") % {"name": source.name}
    if stalling.since(source, queries.pull_of(source), at=clock.now()):
        return _("%(name)s has fallen silent") % {"name": source.name}
    said = {"name": source.name, "count": number(source.taken_count)}
    if source.kind in {"csv", "action_network"}:
        return _("%(name)s has brought %(count)s rows") % said
    return _("%(name)s has brought %(count)s events") % said


def pull_words(problem: str) -> str:
    """How a run went, in words."""
    said = {
        "": _("It answered."),
        "token": _("Action Network refused the key. Make a new one there and connect it anew."),
        "refused": _("Action Network refused the question. Look whether the group still exists."),
        "busy": _("Action Network was too busy to answer. The next run goes on from here."),
        "unreachable": _("Action Network could not be reached. The next run goes on from here."),
        "training": _("In training nothing leaves this computer, so nobody is asked."),
        "strange": _("The answer was not in the shape we know. Nothing of that page was taken."),
        "sealed": _("The key cannot be opened with the master key of this installation."),
    }
    return said.get(problem, problem)


def _to(source: Source) -> HttpResponse:
    return HttpResponseRedirect(reverse("office:source", args=[source.pk]))


urlpatterns = [
    path("sources/", sources, name="sources"),
    path("sources/new/", new, name="source-new"),
    path("sources/action-network/", action_network, name="source-action-network"),
    path("sources/<int:number_>/runs/", asking_now, name="source-runs"),
    path("sources/<int:number_>/", one, name="source"),
    path("sources/<int:number_>/keys/", keys, name="source-keys"),
    path(
        "sources/<int:number_>/keys/<int:key>/revocation/", revocation, name="source-key-revocation"
    ),
    path("sources/<int:number_>/pause/", pause, name="source-pause"),
]
