"""People for staff: the list, one person with everything proved, and the little one may change."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from muster.accounts import retention
from muster.kit.errors import Refused
from muster.people import access, actions, queries
from muster.web import frame, words
from muster.web.gate import StaffRequest, may
from muster.web.office import people_bulk, people_columns, people_list, person_page


class NoteForm(forms.Form):
    """A few words for colleagues."""

    text = forms.CharField(
        label=gettext_lazy("A note for colleagues"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class ConsentForm(forms.Form):
    """What a person told us otherwise: on the phone, at a stall, on paper."""

    key = forms.IntegerField()
    channel = forms.ChoiceField(choices=[("email", "email"), ("sms", "sms")])
    purpose = forms.SlugField()
    state = forms.ChoiceField(choices=[("granted", "granted"), ("withdrawn", "withdrawn")])
    evidence = forms.CharField(
        label=gettext_lazy("How do we know?"),
        max_length=200,
        help_text=gettext_lazy("For example: told us on the phone, or paper form 17"),
        error_messages={"required": gettext_lazy("Write how we know; it is the proof.")},
    )


@may("people.view")
@require_safe
def people(request: StaffRequest) -> HttpResponse:
    filters = people_list.filters(request.GET)
    found = queries.matching(filters, request.staff.scope)
    after = request.GET.get("after", "")[:300].replace("\x00", "")
    columns = people_columns.chosen(request.GET)
    context = people_list.context(request.staff, filters, found, after=after, columns=columns)
    context["undo"] = people_bulk.offered(request)
    return frame.page(request, "office/people/list.html", context)


@may("people.view")
@require_safe
def person(request: StaffRequest, number: int) -> HttpResponse:
    who = access.person(number, by=request.staff)
    if who.joined_into is not None:
        return HttpResponseRedirect(_address(access.person(who.joined_into, by=request.staff).id))
    return _page(request, who, NoteForm())


@may("people.edit")
@require_POST
def notes(request: StaffRequest, number: int) -> HttpResponse:
    who = access.person(number, by=request.staff)
    form = NoteForm(request.POST)
    if form.is_valid():
        try:
            actions.add_note(person=who, text=form.cleaned_data["text"], by=request.staff)
        except Refused as refused:
            form.add_error(refused.field, refused.message)
        else:
            messages.success(request, _("The note stands with the person. Nothing was sent."))
            return HttpResponseRedirect(_address(number) + "#notes")
    return _page(request, who, form, status=422)


@may("people.edit")
@require_POST
def partings(request: StaffRequest, number: int, edge: int) -> HttpResponse:
    who = access.person(number, by=request.staff)
    join = access.join(edge, into=who, by=request.staff)
    try:
        apart = actions.part_people(edge=join, by=request.staff)
    except Refused as refused:
        messages.error(request, refused.message)
    else:
        words = _("These are two records again, each with what came to it: this one and %(other)s.")
        messages.success(request, words % {"other": apart.name or _("somebody without a name")})
    if request.POST.get("next") == "duplicates":
        return HttpResponseRedirect(reverse("office:duplicates"))
    return HttpResponseRedirect(_address(number) + "#ids")


@may("people.view")
@require_safe
def why(request: StaffRequest, number: int) -> HttpResponse:
    who = access.person(number, by=request.staff)
    kept = [(one.words, words.period(days)) for one, days in retention.told()]
    context = person_page.provenance(who) | {"kept": kept}
    return frame.page(request, "office/people/why.html", context)


@may("people.edit")
@require_safe
def consent(request: StaffRequest, number: int) -> HttpResponse:
    who = access.person(number, by=request.staff)
    asked = ConsentForm(request.GET)
    asked.is_valid()
    chosen = {name: asked.cleaned_data.get(name) for name in ("key", "channel", "purpose", "state")}
    line = person_page.line_of(who, chosen["key"], chosen["purpose"])
    form = ConsentForm(initial=chosen)
    return frame.page(request, "office/people/consent.html", _consent(who, line, form, chosen))


@may("people.edit")
@require_POST
def consents(request: StaffRequest, number: int) -> HttpResponse:
    who = access.person(number, by=request.staff)
    form = ConsentForm(request.POST)
    valid = form.is_valid()
    line = person_page.line_of(who, form.cleaned_data.get("key"), form.cleaned_data.get("purpose"))
    if not valid:
        chosen = {
            name: request.POST.get(name, "") for name in ("key", "channel", "purpose", "state")
        }
        context = _consent(who, line, form, chosen)
        return frame.page(request, "office/people/consent.html", context, status=422)
    said = {**form.cleaned_data, "key_id": form.cleaned_data["key"]}
    _change_consent(said, request)
    messages.success(request, _("Noted with its proof. It holds from this moment."))
    return HttpResponseRedirect(_address(number) + "#contact")


def _change_consent(said: dict[str, Any], request: StaffRequest) -> None:
    shared = {name: said[name] for name in ("key_id", "purpose", "evidence")}
    source = request.staff.actor
    if said["state"] == "granted":
        actions.grant(**shared, channel=said["channel"], source=source, by=request.staff)
    else:
        actions.withdraw(**shared, source=source, by=request.staff)


def _consent(
    who: Any, line: person_page.ContactLine, form: ConsentForm, chosen: dict[str, Any]
) -> dict[str, Any]:
    return {"person": who, "line": line, "form": form, "chosen": chosen}


def _page(request: StaffRequest, who: Any, form: NoteForm, *, status: int = 200) -> HttpResponse:
    group = request.GET.get("what", "")
    before = person_page.read_place(request.GET.get("before", ""))
    context = person_page.context(who, request.staff, group=group, before=before)
    older = context["older"]
    if older:
        context["older_url"] = "?" + urlencode({"what": group, "before": older}) + "#happened"
    return frame.page(request, "office/people/person.html", context | {"form": form}, status=status)


def _address(number: int) -> str:
    return reverse("office:person", args=[number])


urlpatterns = [
    path("people/", people, name="people"),
    path("people/<int:number>/", person, name="person"),
    path("people/<int:number>/notes/", notes, name="person-notes"),
    path("people/<int:number>/joins/<int:edge>/partings/", partings, name="person-partings"),
    path("people/<int:number>/why/", why, name="person-why"),
    path("people/<int:number>/consent/", consent, name="person-consent"),
    path("people/<int:number>/consents/", consents, name="person-consents"),
]
