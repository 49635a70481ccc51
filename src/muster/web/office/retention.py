"""How long we keep what: each class with its reason, what goes next and when, and what the last night did."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.http import HttpResponseRedirect
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from muster.accounts import retention, stepup
from muster.approvals.kinds.retention import PERIODS, SUBJECT
from muster.approvals.queries import requests
from muster.kit import clock
from muster.kit.errors import Refused
from muster.kit.retention import ordered
from muster.kit.scope import Scope, entered
from muster.web import frame, words
from muster.web.gate import may
from muster.web.office import asking

if TYPE_CHECKING:
    from django.http import HttpResponse

    from muster.accounts.retention import Standing
    from muster.web.gate import StaffRequest


class PeriodsForm(forms.Form):
    """A number of days for each class an organisation may choose."""

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        held = retention.periods()
        for one in ordered():
            if one.chosen:
                self.fields[one.name] = forms.IntegerField(
                    label=_("Days to keep: %(what)s") % {"what": one.words},
                    min_value=one.least,
                    max_value=one.most,
                    initial=held[one.name],
                )


@may("settings.view")
@require_safe
def kept(request: StaffRequest) -> HttpResponse:
    """What is kept, for how long, and what goes next."""
    return _page(request, PeriodsForm())


@may("settings.manage")
@require_POST
def periods(request: StaffRequest) -> HttpResponse:
    """Ask for other periods; what they shorten goes in the night after they hold."""
    form = PeriodsForm(request.POST)
    if stepup.fresh(request) is None:
        return HttpResponseRedirect(stepup.url(reverse("office:retention")))
    if not form.is_valid():
        return _page(request, form, status=422)
    try:
        asked, _done = asking.propose(request, PERIODS, SUBJECT, form.cleaned_data)
    except Refused as refused:
        form.add_error(refused.field, refused.message)
        return _page(request, form, status=422)
    asking.say(request, asked, _("From the next night on these periods hold."))
    return HttpResponseRedirect(reverse("office:retention"))


def _page(request: StaffRequest, form: PeriodsForm, *, status: int = 200) -> HttpResponse:
    # Counts name nobody, and a class is not kept longer in one region than in another.
    with entered(Scope.EVERYONE):
        found = retention.standings(at=clock.now())
    fresh = stepup.fresh(request)
    changes = request.staff.may("settings.manage") and fresh
    context = {
        "title": _title(found),
        "rows": [_row(one, form if changes else None) for one in found],
        "form": form,
        "fresh": fresh,
        "changes": changes,
        "requests": [one for one in requests.pending(request.staff) if one.kind == PERIODS],
    }
    return frame.page(request, "office/settings/retention.html", context, status=status)


def _title(found: list[Standing]) -> str:
    nights = [one.next_on for one in found if one.next_on and one.next_count]
    if not nights:
        return _("Nothing falls due yet")
    return _("The next deletion is on %(day)s") % {"day": words.day(min(nights))}


def _row(one: Standing, form: PeriodsForm | None) -> dict[str, Any]:
    return {
        "what": one.holding.words,
        "reason": one.holding.reason,
        "period": words.period(one.days),
        "field": form[one.holding.name] if form and one.holding.chosen else None,
        "usual": words.period(one.holding.days) if one.unusual else "",
        "next": _next(one),
        "last": one.last if not one.holding.own_job else None,
        "own_job": one.holding.own_job,
    }


def _next(one: Standing) -> str:
    if one.days is None:
        return _("never by itself")
    if one.next_on is None or not one.next_count:
        return _("nothing is due")
    sentence = ngettext("%(n)s on %(day)s", "%(n)s on %(day)s", one.next_count)
    return sentence % {"n": words.number(one.next_count), "day": words.day(one.next_on)}


urlpatterns = [
    path("settings/retention/", kept, name="retention"),
    path("settings/retention/periods/", periods, name="retention-periods"),
]
