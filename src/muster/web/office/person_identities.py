"""An address, a number or a public name that a colleague puts on a record, or takes off again."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from muster.kit.errors import NotFound, Refused
from muster.people import access, actions, identities
from muster.people.models import Person
from muster.web import frame
from muster.web.gate import StaffRequest, may

KINDS = [
    ("mastodon", gettext_lazy("A name on Mastodon")),
    ("bluesky", gettext_lazy("A name on Bluesky")),
    ("email", gettext_lazy("An e-mail address")),
    ("phone", gettext_lazy("A telephone number")),
]
EXAMPLES = {
    "mastodon": gettext_lazy("Write the whole name, such as @ana@sea.example."),
    "bluesky": gettext_lazy("Write the whole name, such as ana.sea.example."),
}


class IdentityForm(forms.Form):
    """What it is, and the thing itself."""

    kind = forms.ChoiceField(
        label=gettext_lazy("What is it?"), choices=KINDS, widget=forms.RadioSelect
    )
    value = forms.CharField(
        label=gettext_lazy("The address, number or name"),
        max_length=320,
        help_text=gettext_lazy("A link to their profile will do as well."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "off"}),
    )

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        network = said.get("kind")
        if network in identities.NETWORKS and said.get("value"):
            name = identities.handle(network, said["value"])
            if name is None:
                self.add_error("value", str(EXAMPLES[network]))
            said["identity"] = ("handle", name or "")
        else:
            said["identity"] = (network or "", said.get("value", ""))
        return said


@may("people.edit")
@require_http_methods(["GET", "HEAD", "POST"])
def put(request: StaffRequest, number: int) -> HttpResponse:
    """Put an identity on the record."""
    who = access.living(number, by=request.staff)
    form = IdentityForm(request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        return _page(request, who, form, status=422 if form.errors else 200)
    kind, value = form.cleaned_data["identity"]
    try:
        actions.put_identity(person=who, kind=kind, value=value, by=request.staff)
    except actions.OnAnotherRecord as taken:
        form.add_error("value", taken.message)
        other = _seen(taken.person_id, request)
        return _page(request, who, form, other=other, taken=True, status=taken.status)
    except Refused as refused:
        form.add_error(refused.field or None, refused.message)
        return _page(request, who, form, status=refused.status)
    messages.success(
        request, _("It stands on the record. Whether we may write there is asked apart.")
    )
    return HttpResponseRedirect(reverse("office:person", args=[number]) + "#ids")


@may("people.edit")
@require_POST
def removal(request: StaffRequest, number: int, key: int) -> HttpResponse:
    """Take off what a colleague put there."""
    who = access.living(number, by=request.staff)
    row = access.identity(key, of=who)
    try:
        apart = actions.take_off_identity(person=who, key=row, by=request.staff)
    except Refused as refused:
        messages.error(request, refused.message)
    else:
        words = _("It is off this record.")
        if apart is not None:
            words = _("It is off this record. What came by it stands on a record of its own now.")
        messages.success(request, words)
    return HttpResponseRedirect(reverse("office:person", args=[number]) + "#ids")


@may("people.edit")
@require_POST
def comparison(request: StaffRequest, number: int, other: int) -> HttpResponse:
    """Lay two records side by side, as one that may be of one person."""
    who = access.living(number, by=request.staff)
    beside = access.living(other, by=request.staff)
    try:
        pair = actions.ask_about(one=who, other=beside, by=request.staff)
        access.match(pair.pk, by=request.staff)
    except Refused as refused:
        messages.error(request, refused.message)
    except NotFound:
        messages.info(request, _("Somebody decided that these are two people; see below."))
    else:
        return HttpResponseRedirect(reverse("office:duplicate", args=[pair.pk]))
    return HttpResponseRedirect(reverse("office:duplicates"))


def _seen(number: int, request: StaffRequest) -> Person | None:
    """The other record, if the colleague may see it."""
    try:
        return access.living(number, by=request.staff)
    except NotFound:
        return None


def _page(
    request: StaffRequest,
    who: Person,
    form: IdentityForm,
    *,
    other: Person | None = None,
    taken: bool = False,
    status: int,
) -> HttpResponse:
    context = {
        "title": _("Add to the record"),
        "person": who,
        "form": form,
        "other": other,
        "taken": taken,
    }
    return frame.page(request, "office/people/identity.html", context, status=status)


urlpatterns = [
    path("people/<int:number>/identities/", put, name="person-identities"),
    path(
        "people/<int:number>/identities/<int:key>/removal/", removal, name="person-identity-removal"
    ),
    path("people/<int:number>/comparisons/<int:other>/", comparison, name="person-comparison"),
]
