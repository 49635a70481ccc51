"""Many tasks at once: choose a region and a period, see who would do what and what stays empty, keep it."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from muster.kit import clock
from muster.people import queries as people
from muster.places import queries as places
from muster.volunteering import seeking
from muster.volunteering.actions import suggesting as actions
from muster.volunteering.suggestion_errors import NoPeriod
from muster.web import frame, words
from muster.web.gate import may
from muster.web.office.matching import said

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpResponse

    from muster.accounts.models import Staff
    from muster.volunteering.models import Shift
    from muster.volunteering.planning import Plan
    from muster.web.gate import StaffRequest

AHEAD: Final = 14
MOST_SHOWN: Final = 100
MOST_NAMES: Final = 12


class PeriodForm(forms.Form):
    """For which shifts."""

    region = forms.ChoiceField(label=gettext_lazy("Region"), required=False)
    since = forms.DateField(
        label=gettext_lazy("First day"), widget=forms.DateInput(attrs={"type": "date"})
    )
    until = forms.DateField(
        label=gettext_lazy("Last day"), widget=forms.DateInput(attrs={"type": "date"})
    )

    def __init__(self, data: Mapping[str, Any] | None, *, by: Staff, today: date) -> None:
        initial = {"since": today + timedelta(days=1), "until": today + timedelta(days=AHEAD)}
        super().__init__(data, initial=initial)
        own = [(one.code, str(one)) for one in places.regions() if by.scope.holds(one.code)]
        every = [("", _("Every region"))] if by.scope.everyone or len(own) > 1 else []
        self.fields["region"].choices = every + own  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Time runs forward, and not too far."""
        told: dict[str, Any] = self.cleaned_data
        since, until = told.get("since"), told.get("until")
        if since and until and not since <= until <= since + timedelta(days=seeking.LONGEST):
            self.add_error("until", NoPeriod(seeking.LONGEST).message)
        return told


@may("tasks.plan")
@require_safe
def show(request: StaffRequest) -> HttpResponse:
    """The form, and the plan once it is filled in. Nothing is kept by looking."""
    asked = request.GET if "since" in request.GET else None
    form = PeriodForm(asked, by=request.staff, today=clock.now().date())
    context: dict[str, Any] = {"title": _("Plan many tasks"), "form": form}
    if asked is not None and form.is_valid():
        shifts = _shifts(request, form)
        context |= _shown(_plan(request, shifts), shifts, by=request.staff)
    return frame.page(request, "office/matching/plan.html", context)


@may("tasks.plan")
@require_POST
def suggest(request: StaffRequest) -> HttpResponse:
    """Keep the plan of this moment as suggestions, for each task’s page. Nobody is asked by it."""
    now = clock.now()
    form = PeriodForm(request.POST, by=request.staff, today=now.date())
    if not form.is_valid():
        return frame.page(
            request, "office/matching/plan.html", {"title": _("Plan many tasks"), "form": form}, status=422
        )  # fmt: skip
    made = _plan(request, _shifts(request, form))
    kept = actions.propose(plan=made, by=request.staff, at=now)
    told = ngettext(
        "%(n)s suggestion is new. Accept or decline it on the page of its task; nobody was asked yet.",
        "%(n)s suggestions are new. Accept or decline them on the pages of their tasks; nobody was asked yet.",
        kept,
    )
    messages.success(request, told % {"n": words.number(kept)})
    query = {name: form[name].value() or "" for name in ("region", "since", "until")}
    return HttpResponseRedirect(reverse("office:task-plan") + "?" + urlencode(query))


def _shifts(request: StaffRequest, form: PeriodForm) -> list[Shift]:
    told = form.cleaned_data
    return seeking.in_period(
        by=request.staff, region=told["region"], first=told["since"], last=told["until"], at=clock.now()
    )  # fmt: skip


def _plan(request: StaffRequest, shifts: list[Shift]) -> Plan:
    # Loads numpy and the solver, which no other page needs.
    from muster.volunteering import planning

    return planning.plan(shifts, scope=request.staff.scope)


def _shown(plan: Plan, shifts: list[Shift], *, by: Staff) -> dict[str, Any]:
    """The plan in words: a title, a row for each shift, and what stays empty first."""
    short = {one.shift_id: one for one in plan.left}
    listed = sorted(shifts, key=lambda one: (one.pk not in short, one.starts_at, one.pk))
    named: dict[int, list[int]] = defaultdict(list)
    for place in plan.places:
        named[place.shift_id].append(place.person_id)
    shown = listed[:MOST_SHOWN]
    wanted = [who for one in shown for who in named[one.pk][:MOST_NAMES]]
    names = {one.pk: one for one in people.numbered(wanted, by.scope)}
    rows = [
        {
            "task": one.task,
            "shift": one,
            "when": words.moment(one.starts_at, one.task.zone),
            "places": one.slots - one.taken,
            "people": [names[who] for who in named[one.pk][:MOST_NAMES] if who in names],
            "more": max(len(named[one.pk]) - MOST_NAMES, 0),
            "empty": short[one.pk].empty if one.pk in short else 0,
            "why": said.why_empty(short[one.pk].why) if one.pk in short else "",
        }
        for one in shown
    ]
    return {
        "plan": plan,
        "rows": rows,
        "not_shown": len(listed) - len(shown),
        "title": _title(plan),
        "new": len(plan.new),
    }


def _title(plan: Plan) -> str:
    if not plan.asked_for:
        return _("No place is empty in this period")
    return ngettext(
        "%(filled)s of %(n)s place can be filled",
        "%(filled)s of %(n)s places can be filled",
        plan.asked_for,
    ) % {"filled": words.number(len(plan.places)), "n": words.number(plan.asked_for)}
