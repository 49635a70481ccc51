"""The gallery of parts, the list of keys, and the choice of light or dark.

Nothing here touches a record; the gallery shows only invented people.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpResponseRedirect
from django.template.loader import render_to_string
from django.urls import path
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from muster.kit.money import Money
from muster.web import frame, week_chart
from muster.web.gate import public, signed_in
from muster.web.states import LOOKS
from muster.web.templatetags.frame_parts import FOOT, PLACES

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

THEMES = ("light", "dark")
SWATCHES = (
    "canvas surface sunken text text-2 line line-strong accent accent-soft ok ok-soft warn warn-soft"
    " danger danger-soft halt c1 c2 c3 c4 c5 band h1 h2 h3 h4 h5"
)


class SampleForm(forms.Form):
    """One field of each kind, so that the gallery shows how Django’s own fields look."""

    name = forms.CharField(
        label=gettext_lazy("Name of the audience"), help_text=gettext_lazy("Only staff see it")
    )
    postcode = forms.RegexField(
        r"^\d{3} \d{2}$",
        label=gettext_lazy("Postcode"),
        error_messages={"invalid": gettext_lazy("Enter five digits, such as 211 20")},
    )
    body = forms.CharField(
        label=gettext_lazy("Text"), widget=forms.Textarea(attrs={"rows": 3}), required=False
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Language"), choices=[("en", "English"), ("pl", "Polski")]
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("How to write"),
        choices=[("email", gettext_lazy("By e-mail")), ("sms", gettext_lazy("By text"))],
        widget=forms.RadioSelect,
        initial="email",
    )
    regions = forms.MultipleChoiceField(
        label=gettext_lazy("Regions"),
        choices=[("PL-10", "Łódź"), ("FR-11", "Paris")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    urgent = forms.BooleanField(
        label=gettext_lazy("Urgent texts"),
        help_text=gettext_lazy("At most four a year"),
        required=False,
    )
    file = forms.FileField(label=gettext_lazy("Your list"), required=False)


@signed_in
@require_safe
def gallery(request: HttpRequest) -> HttpResponse:
    """Every part once, with all its states."""
    return frame.page(request, "office/parts/gallery.html", _gallery_context())


@signed_in
@require_safe
def keys(request: HttpRequest) -> HttpResponse:
    """The page behind the “?” dialog."""
    places = [(place.label, place.key) for place in PLACES + FOOT]
    return frame.page(request, "office/parts/keys.html", {"title": _("Keys"), "places": places})


@public(reason="light or dark is a choice of the browser and touches no record")
@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Remember light or dark in this browser; anything else follows the computer again."""
    back = request.POST.get("next", "")
    here = url_has_allowed_host_and_scheme(back, {request.get_host()}, request.is_secure())
    response = HttpResponseRedirect(back if here else "/")
    if request.POST.get("theme") in THEMES:
        response.set_cookie(
            "theme", request.POST["theme"], 365 * 86400, samesite="Lax", httponly=True
        )
    else:
        response.delete_cookie("theme", samesite="Lax")
    return response


def _gallery_context() -> dict[str, Any]:
    now = datetime.now(UTC)
    bad = SampleForm({"name": "Autumn beach cleaners", "postcode": "2112", "kind": "sms"})
    return {
        "title": _("Parts and their states"),
        "looks": [name for name in LOOKS if name != "plain"],
        "sample": SampleForm(prefix="sample"),
        "bad": bad,
        "soon": now + timedelta(minutes=12),
        "later": now + timedelta(hours=2, minutes=1),
        "late": now - timedelta(days=11),
        "now": now,
        "amount": Money(25132, "EUR"),
        "whole": Money(184000, "EUR"),
        "segments": [
            {"kind": "done", "label": _("Accepted"), "count": 1164},
            {"kind": "fly", "label": _("On the way"), "count": 6},
            {"kind": "unk", "label": _("Unknown"), "count": 2},
            {"kind": "sup", "label": _("Held back"), "count": 14},
            {"kind": "rest", "label": _("Not yet"), "count": 2934},
        ],
        "waves": [200, 206, 1030, 2684],
        "steps": [
            {"title": _("You submit"), "text": _("Two people are asked"), "done": True},
            {"title": _("They read it"), "text": _("No answer counts as no"), "here": True},
            {"title": _("It starts with 200 people"), "text": _("Then ten minutes of watching")},
        ],
        "weeks": week_chart.sample(now.date() - timedelta(days=now.weekday())),
        "page_obj": Paginator(range(312), 20).page(2),
        "swatches": SWATCHES.split(),
        "icons": _icons(),
    }


def _icons() -> list[str]:
    sprite = render_to_string("parts/sprite.html")
    return re.findall(r'id="i-([a-z]+)"', sprite)


urlpatterns = [
    path("parts/", gallery, name="parts"),
    path("keys/", keys, name="keys"),
    path("theme/", theme, name="theme"),
]
