"""Whose word goes first for each field of a record, as the organisation chooses."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from muster.people import actions, precedence, provenance, queries
from muster.web import frame
from muster.web.gate import StaffRequest, may

PLACES = 3


class PrecedenceForm(forms.Form):
    """Three places for each field; what is left empty is filled by the newest word."""

    def __init__(self, orders: precedence.Orders, data: Any = None) -> None:
        super().__init__(data)
        named = {kind for kinds in orders.values() for kind in kinds} - set(provenance.KIND_WORDS)
        choices = [
            ("", _("the newest word")),
            *provenance.KIND_WORDS.items(),
            *((kind, kind) for kind in sorted(named)),
        ]
        for name, label in provenance.FIELD_WORDS.items():
            kinds = precedence.order(orders, name)
            for place in range(PLACES):
                self.fields[f"{name}-{place}"] = forms.ChoiceField(
                    label=_("%(field)s, place %(place)s") % {"field": label, "place": place + 1},
                    choices=choices,
                    required=False,
                    initial=kinds[place] if place < len(kinds) else "",
                )

    def rows(self) -> list[tuple[str, list[Any]]]:
        """One row per field with the controls of its places."""
        return [
            (str(label), [self[f"{name}-{place}"] for place in range(PLACES)])
            for name, label in provenance.FIELD_WORDS.items()
        ]

    def orders(self) -> dict[str, list[str]]:
        """What was chosen, by field."""
        said = self.cleaned_data
        return {
            name: [said[f"{name}-{place}"] for place in range(PLACES) if said[f"{name}-{place}"]]
            for name in precedence.FIELDS
        }


@may("settings.manage")
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: StaffRequest) -> HttpResponse:
    """See and change the order."""
    present = queries.orders()
    form = PrecedenceForm(present, request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        context = {"title": _("Whose word goes first"), "form": form}
        status = 422 if form.errors else 200
        return frame.page(request, "office/settings/precedence.html", context, status=status)
    for name, kinds in form.orders().items():
        if kinds != list(precedence.order(present, name)):
            actions.set_precedence(field=name, kinds=kinds, by=request.staff)
    messages.success(request, _("Kept. Records follow within a few minutes."))
    return HttpResponseRedirect(request.path)


urlpatterns = [path("settings/precedence/", page, name="precedence")]
