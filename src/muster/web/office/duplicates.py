"""Records that may be of one person, two at a time: join them, keep both, or decide later."""

from __future__ import annotations

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from muster.kit.errors import Refused
from muster.people import access, actions, queries
from muster.web import frame
from muster.web.gate import StaffRequest, may
from muster.web.office import duplicates_page


class SeenForm(forms.Form):
    """What the colleague looked at when they decided."""

    seen = forms.CharField(max_length=64)


class JoinForm(SeenForm):
    """Which of the two records stays."""

    keep = forms.ChoiceField(choices=[("one", "one"), ("other", "other")])


class PolicyForm(forms.Form):
    """Whether a machine may join the surest pairs."""

    auto_join = forms.BooleanField(
        label=gettext_lazy("Join two records by themselves where it is all but certain"),
        help_text=gettext_lazy(
            "At 99 in 100 or more, and only where two independent fields say the very same, such as"
            " the full name and the postcode. Every join can be undone."
        ),
        required=False,
    )


@may("people.edit")
@require_safe
def queue(request: StaffRequest) -> HttpResponse:
    return frame.page(
        request, "office/people/duplicates.html", duplicates_page.queue(request.staff)
    )


@may("people.edit")
@require_safe
def pair(request: StaffRequest, number: int) -> HttpResponse:
    match = access.match(number, by=request.staff)
    context = duplicates_page.one(match, request.staff)
    return frame.page(request, "office/people/duplicates.html", context)


@may("people.edit")
@require_POST
def joins(request: StaffRequest, number: int) -> HttpResponse:
    match = access.match(number, by=request.staff)
    form = JoinForm(request.POST)
    if not form.is_valid():
        return _unclear(request, number)
    keep = match.one_id if form.cleaned_data["keep"] == "one" else match.other_id
    try:
        actions.join_match(match=match, keep=keep, seen=form.cleaned_data["seen"], by=request.staff)
    except Refused as refused:
        return _refused(request, number, refused)
    messages.success(request, _("They are one record now. You can undo it below."))
    return HttpResponseRedirect(reverse("office:duplicates"))


@may("people.edit")
@require_POST
def separations(request: StaffRequest, number: int) -> HttpResponse:
    said = _("Both stay. We ask again only if one of the records changes.")
    return _set_aside(request, number, actions.keep_apart, said)


@may("people.edit")
@require_POST
def postponements(request: StaffRequest, number: int) -> HttpResponse:
    return _set_aside(
        request, number, actions.put_off, _("Put off for a week. Nothing was changed.")
    )


@may("people.edit")
@require_POST
def questions(request: StaffRequest, number: int) -> HttpResponse:
    apart = access.apart(number, by=request.staff)
    actions.ask_again(apart=apart, by=request.staff)
    messages.success(request, _("The pair waits for a decision again."))
    return HttpResponseRedirect(reverse("office:duplicates"))


@may("people.edit")
@require_POST
def searches(request: StaffRequest) -> HttpResponse:
    actions.ask_for_search(by=request.staff)
    messages.success(request, _("The search has begun. New pairs are here in a minute or two."))
    return HttpResponseRedirect(reverse("office:duplicates"))


@may("settings.manage")
@require_http_methods(["GET", "HEAD", "POST"])
def policy(request: StaffRequest) -> HttpResponse:
    """Let the surest pairs join by themselves, or never again."""
    form = PolicyForm(
        request.POST if request.method == "POST" else None,
        initial={"auto_join": queries.joins_by_itself()},
    )
    if request.method != "POST" or not form.is_valid():
        context = {"title": _("When two records are one person"), "form": form}
        status = 422 if form.errors else 200
        return frame.page(request, "office/settings/matching.html", context, status=status)
    actions.choose_auto_join(auto_join=form.cleaned_data["auto_join"], by=request.staff)
    messages.success(request, _("Kept. It holds from the next search on."))
    return HttpResponseRedirect(request.path)


def _set_aside(
    request: StaffRequest, number: int, decide: Callable[..., object], said: str
) -> HttpResponse:
    match = access.match(number, by=request.staff)
    form = SeenForm(request.POST)
    if not form.is_valid():
        return _unclear(request, number)
    try:
        decide(match=match, seen=form.cleaned_data["seen"], by=request.staff)
    except Refused as refused:
        return _refused(request, number, refused)
    messages.success(request, said)
    return HttpResponseRedirect(reverse("office:duplicates"))


def _unclear(request: StaffRequest, number: int) -> HttpResponse:
    """A form no button of ours sends: show the pair again, and change nothing."""
    context = duplicates_page.one(access.match(number, by=request.staff), request.staff)
    messages.error(request, _("Choose one of the buttons. Nothing was changed."))
    return frame.page(request, "office/people/duplicates.html", context, status=422)


def _refused(request: StaffRequest, number: int, refused: Refused) -> HttpResponse:
    messages.error(request, refused.message)
    return HttpResponseRedirect(reverse("office:duplicate", args=[number]))


urlpatterns = [
    path("duplicates/", queue, name="duplicates"),
    path("duplicates/searches/", searches, name="duplicate-searches"),
    path("duplicates/<int:number>/", pair, name="duplicate"),
    path("duplicates/<int:number>/joins/", joins, name="duplicate-joins"),
    path("duplicates/<int:number>/separations/", separations, name="duplicate-separations"),
    path("duplicates/<int:number>/postponements/", postponements, name="duplicate-postponements"),
    path("duplicates/apart/<int:number>/questions/", questions, name="duplicate-questions"),
    path("settings/matching/", policy, name="matching"),
]
