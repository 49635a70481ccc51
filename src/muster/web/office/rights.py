"""What a person has a right to, done by staff: a copy of everything we hold, and its erasure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from muster.accounts import stepup
from muster.people import access, actions
from muster.web import downloads, frame
from muster.web.gate import StaffRequest, may

if TYPE_CHECKING:
    from muster.people.models import Person


class ErasureForm(forms.Form):
    """Why, and on the second page that it is meant."""

    reason = forms.ChoiceField(
        label=gettext_lazy("Why is it to be erased?"),
        choices=list(actions.REASONS.items()),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose why the record is to be erased.")},
    )
    meant = forms.BooleanField(required=False, widget=forms.HiddenInput)


@may("people.export")
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def copy(request: StaffRequest, number: int) -> HttpResponse:
    """Say what the copy holds; hand it out as files for people or as one for machines."""
    who = access.living(number, by=request.staff)
    if stepup.fresh(request) is None:
        return HttpResponseRedirect(stepup.url(request.path))
    if request.method != "POST":
        context = {"title": _("A copy of everything we hold"), "person": who}
        return frame.page(request, "office/people/copy.html", context)
    everything = actions.hand_out(person=who, by=request.staff)
    machine = request.POST.get("form") != "sheets"
    return downloads.copy_of(everything, f"person-{number}", machine=machine)


@may("people.erase")
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def erasure(request: StaffRequest, number: int) -> HttpResponse:
    """Ask why, ask once more, and erase. Asked again, it says calmly that it is done."""
    who = access.person(number, by=request.staff)
    if who.erased_at:
        return _done(request, number, _("This record was erased before. Nothing was left to do."))
    if stepup.fresh(request) is None:
        return HttpResponseRedirect(stepup.url(request.path))
    if request.method != "POST":
        return _ask(request, who, ErasureForm())
    form = ErasureForm(request.POST)
    if not form.is_valid():
        return _ask(request, who, form, status=422)
    if not form.cleaned_data["meant"]:
        return _ask(request, who, form, sure=True)
    actions.erase_person(person=who, reason=form.cleaned_data["reason"], by=request.staff)
    return _done(request, number, _("Erased. No list can bring them back to be written to."))


def _ask(
    request: StaffRequest, who: Person, form: ErasureForm, *, sure: bool = False, status: int = 200
) -> HttpResponse:
    chosen = actions.REASONS.get(form.cleaned_data["reason"], "") if sure else ""
    title = _("Erase this person for ever?") if sure else _("Erase a person")
    context = {"title": title, "person": who, "form": form, "sure": sure, "chosen": chosen}
    return frame.page(request, "office/people/erasure.html", context, status=status)


def _done(request: StaffRequest, number: int, words: str) -> HttpResponse:
    messages.success(request, words)
    return HttpResponseRedirect(reverse("office:person", args=[number]))


urlpatterns = [
    path("people/<int:number>/copy/", copy, name="person-copy"),
    path("people/<int:number>/erasure/", erasure, name="person-erasure"),
]
