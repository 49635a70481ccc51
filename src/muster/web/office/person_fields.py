"""What a colleague corrects on a record by hand: its fields, and the tags on it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from muster.kit.errors import NotFound, Refused
from muster.people import access, actions, provenance
from muster.people.precedence import FIELDS
from muster.places import countries, postcodes
from muster.web import frame
from muster.web.gate import StaffRequest, may


class DetailsForm(forms.Form):
    """The fields of a record, as somebody told a colleague."""

    given_name = forms.CharField(label=provenance.FIELD_WORDS["given_name"], max_length=120)
    family_name = forms.CharField(label=provenance.FIELD_WORDS["family_name"], max_length=120)
    country = forms.ChoiceField(label=provenance.FIELD_WORDS["country"])
    postcode = forms.CharField(label=provenance.FIELD_WORDS["postcode"], max_length=12)
    language = forms.RegexField(
        r"^[a-z]{2,3}(-[A-Za-z]{2,4})?$",
        label=provenance.FIELD_WORDS["language"],
        max_length=8,
        help_text=gettext_lazy("As a code, for example “pl”"),
        error_messages={"invalid": gettext_lazy("Write a code of two letters, such as “pl”.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["country"].choices = [("", "–"), *countries.choices()]  # type: ignore[attr-defined]
        for field in self.fields.values():
            field.required = False

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        country, postcode = said.get("country"), said.get("postcode")
        if country and postcode:
            try:
                said["postcode"] = postcodes.normalise(country, postcode)
            except postcodes.Malformed as wrong:
                self.add_error("postcode", str(wrong))
        return said


@may("people.edit")
@require_http_methods(["GET", "HEAD", "POST"])
def details(request: StaffRequest, number: int) -> HttpResponse:
    """Correct the record; the sources’ own words stay beside it."""
    who = access.living(number, by=request.staff)
    present = {name: getattr(who, name) for name in FIELDS}
    form = DetailsForm(request.POST if request.method == "POST" else None, initial=present)
    if request.method != "POST" or not form.is_valid():
        context = {"title": _("Correct the record"), "person": who, "form": form}
        status = 422 if form.errors else 200
        return frame.page(request, "office/people/details.html", context, status=status)
    said = {name: form.cleaned_data[name] for name in form.changed_data}
    if "country" in said:
        said["postcode"] = form.cleaned_data["postcode"]
    if said:
        actions.edit(person=who, fields=said, by=request.staff)
        messages.success(request, _("Kept as your word. What the sources said stays beside it."))
    return _back(number, request)


@may("people.edit")
@require_POST
def returning(request: StaffRequest, number: int) -> HttpResponse:
    """Let go of what was written by hand; the next source’s word holds again."""
    who = access.living(number, by=request.staff)
    field = request.POST.get("field", "")
    if field not in FIELDS or not actions.go_back(person=who, field=field, by=request.staff):
        messages.error(request, _("Nothing stands by hand here that another word could replace."))
    else:
        messages.success(request, _("What the source said holds again."))
    return _back(number, request, "office:person-why")


@may("people.edit")
@require_POST
def tags(request: StaffRequest, number: int) -> HttpResponse:
    """Put a tag on this person."""
    return _tagged(request, number, actions.tag)


@may("people.edit")
@require_POST
def tag_removal(request: StaffRequest, number: int) -> HttpResponse:
    """Take a tag off this person."""
    return _tagged(request, number, actions.untag)


def _tagged(request: StaffRequest, number: int, change: Callable[..., int]) -> HttpResponse:
    who = access.living(number, by=request.staff)
    try:
        change(people=[who.id], value=request.POST.get("tag", ""), by=request.staff)
    except Refused as refused:
        messages.error(request, refused.message)
    return HttpResponseRedirect(reverse("office:person", args=[number]) + "#tags")


def _back(number: int, request: StaffRequest, to: str = "office:person") -> HttpResponse:
    try:
        access.person(number, by=request.staff)
    except NotFound:
        messages.success(request, _("They now live outside your regions."))
        return HttpResponseRedirect(reverse("office:people"))
    return HttpResponseRedirect(reverse(to, args=[number]))


urlpatterns = [
    path("people/<int:number>/details/", details, name="person-details"),
    path("people/<int:number>/details/return/", returning, name="person-details-return"),
    path("people/<int:number>/tags/", tags, name="person-tags"),
    path("people/<int:number>/tags/removal/", tag_removal, name="person-tag-removal"),
]
