"""Shifts of a task: added, one or one a week; made larger or smaller; called off with a reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from muster.kit import clock
from muster.kit.errors import NotFound, Refused
from muster.volunteering import access, actions, series
from muster.web.gate import may
from muster.web.office.tasks.forms import MOST_SLOTS, ShiftsForm
from muster.web.office.tasks.show import shown
from muster.web.refusals import beside
from muster.web.words import number as counted

if TYPE_CHECKING:
    from django.http import HttpResponse

    from muster.volunteering.models import Shift
    from muster.web.gate import StaffRequest


@may("tasks.run")
@require_POST
def add(request: StaffRequest, number: int) -> HttpResponse:
    """Add a time, or the same one for some weeks."""
    task = access.task(number, by=request.staff)
    form = ShiftsForm(request.POST)
    if not form.is_valid():
        return shown(request, task, form=form, status=422)
    said = form.cleaned_data
    spans = series.weekly(
        said["day"], said["starts"], said["ends"], zone=task.zone, weeks=said["weeks"]
    )
    try:
        made = actions.add_shifts(
            task=task, spans=spans, slots=said["slots"], by=request.staff, at=clock.now()
        )
    except Refused as problem:
        beside(form, problem)
        return shown(request, task, form=form, status=problem.status)
    words = ngettext("%(n)s shift is added.", "%(n)s shifts are added.", len(made))
    messages.success(request, words % {"n": counted(len(made))})
    return HttpResponseRedirect(reverse("office:task", args=[task.pk]))


@may("tasks.run")
@require_POST
def slots(request: StaffRequest, number: int, shift: int) -> HttpResponse:
    """Want more people, or fewer; whoever waits moves up."""
    found = of_task(request, number, shift)
    asked = request.POST.get("slots", "")
    wanted = int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 6 else 0
    try:
        if 0 < wanted <= MOST_SLOTS:
            actions.change_slots(shift=found, slots=wanted, by=request.staff, at=clock.now())
            messages.success(request, _("The number of places is changed."))
        else:
            messages.error(request, _("Write how many people are wanted, in digits."))
    except Refused as problem:
        messages.error(request, problem.message)
    return HttpResponseRedirect(reverse("office:task-shift", args=[number, shift]))


@may("tasks.run")
@require_POST
def call_off(request: StaffRequest, number: int, shift: int) -> HttpResponse:
    """Call it off; everybody on its list is told why."""
    found = of_task(request, number, shift)
    reason = request.POST.get("reason", "")
    try:
        actions.call_off(shift=found, reason=reason, by=request.staff, at=clock.now())
        messages.success(request, _("Called off. Everybody on its list gets a letter with why."))
    except Refused as problem:
        messages.error(request, problem.message)
    return HttpResponseRedirect(reverse("office:task-shift", args=[number, shift]))


def of_task(request: StaffRequest, number: int, shift: int) -> Shift:
    """A shift of the task that the address names."""
    found = access.shift(shift, by=request.staff)
    if found.task_id != number:
        raise NotFound
    return found
