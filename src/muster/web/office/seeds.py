"""The seed list: our own addresses that get every staged broadcast first, and answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.http import HttpResponseRedirect
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST

from muster.accounts import stepup
from muster.delivery import queries
from muster.delivery.actions import seeds as actions
from muster.delivery.models import Seed
from muster.kit.errors import Refused
from muster.web import frame
from muster.web.gate import may

if TYPE_CHECKING:
    from django.http import HttpResponse

    from muster.web.gate import StaffRequest

ROLES = {
    Seed.Role.READS: gettext_lazy("One of us reads it"),
    Seed.Role.BOUNCES: gettext_lazy("It comes back as undeliverable"),
    Seed.Role.STOPS: gettext_lazy("It answers STOP"),
    Seed.Role.REPLIES: gettext_lazy("It writes back"),
}


MISSING = {
    Seed.Role.BOUNCES: gettext_lazy("one that bounces"),
    Seed.Role.STOPS: gettext_lazy("one that answers STOP"),
    Seed.Role.REPLIES: gettext_lazy("one that writes back"),
}


class SeedForm(forms.Form):
    """One address more."""

    channel = forms.ChoiceField(
        label=gettext_lazy("Channel"),
        choices=[("email", gettext_lazy("E-mail")), ("sms", gettext_lazy("Text message"))],
    )
    address = forms.CharField(label=gettext_lazy("Address or number"), max_length=254)
    role = forms.ChoiceField(
        label=gettext_lazy("What it does with a message"),
        choices=list(ROLES.items()),
        widget=forms.RadioSelect,
    )


@may("settings.manage")
@require_http_methods(["GET", "HEAD", "POST"])
def seeds(request: StaffRequest) -> HttpResponse:
    """Who gets it first, whom we would miss, and one more."""
    if request.method != "POST":
        return _page(request, SeedForm(initial={"channel": "email", "role": Seed.Role.READS}))
    form = SeedForm(request.POST)
    if stepup.fresh(request) is None:
        return HttpResponseRedirect(stepup.url(request.path))
    if not form.is_valid():
        return _page(request, form)
    try:
        actions.add(**form.cleaned_data, by=request.staff)
    except Refused as error:
        form.add_error(error.field, error.message)
        return _page(request, form)
    return HttpResponseRedirect(request.path)


@may("settings.manage")
@require_POST
def removal(request: StaffRequest, number: int) -> HttpResponse:
    """Take one off the list."""
    if stepup.fresh(request) is None:
        return HttpResponseRedirect(stepup.url(reverse("office:seeds")))
    actions.remove(seed_id=number, by=request.staff)
    return HttpResponseRedirect(reverse("office:seeds"))


def _page(request: StaffRequest, form: SeedForm) -> HttpResponse:
    listed = queries.seeds()
    context = {
        "title": _title(len(listed)),
        "listed": [{"seed": one, "role": ROLES[Seed.Role(one.role)]} for one in listed],
        "missing": [str(MISSING[Seed.Role(role)]) for role in queries.roles_without_seed("email")],
        "form": form,
        "fresh": stepup.fresh(request),
    }
    return frame.page(
        request, "office/settings/seeds.html", context, status=422 if form.errors else 200
    )


def _title(count: int) -> str:
    if not count:
        return _("No seed yet: nothing proves that we are heard")
    words = ngettext(
        "%(count)s seed gets every staged broadcast first",
        "%(count)s seeds get every staged broadcast first",
        count,
    )
    return words % {"count": count}


urlpatterns = [
    path("settings/seeds/", seeds, name="seeds"),
    path("settings/seeds/<int:number>/removal/", removal, name="seed-removal"),
]
