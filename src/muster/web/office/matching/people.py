"""S19: who fits the shifts of a task, with reasons; accept or decline; invite; and what helps if nobody fits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from muster.kit import clock
from muster.kit.errors import NotFound, Refused
from muster.volunteering import access, seeking, suggesting, widening
from muster.volunteering.actions import suggesting as actions
from muster.volunteering.suggestion_errors import NobodyChosen
from muster.web import frame, words
from muster.web.gate import may
from muster.web.office.matching import said

if TYPE_CHECKING:
    from django.http import HttpResponse

    from muster.volunteering.models import Shift, Task
    from muster.web.gate import StaffRequest

MOST: Final = 20


@may("tasks.view")
@require_safe
def show(request: StaffRequest, number: int) -> HttpResponse:
    """One task and one of its shifts; another is one click away."""
    task, now = access.task(number, by=request.staff), clock.now()
    shifts = seeking.of_task(task, at=now)
    shift, wider = _chosen(request, shifts), request.GET.get("wider", "")
    context: dict[str, Any] = {
        "task": task,
        "shift": shift,
        "shifts": [said.shift(one, chosen=one == shift) for one in shifts],
        "wider": wider if wider in said.LOOKED_PAST else "",
        "looked_past": said.LOOKED_PAST.get(wider, ""),
        "may_run": request.staff.may("tasks.run"),
        **said.accepted(task, by=request.staff, at=now),
    }
    context |= _found(request, task, shift, wider) if shift else {"title": _nothing_to_fill(task)}
    return frame.page(request, "office/matching/people.html", context)


@may("tasks.run")
@require_POST
def decide(request: StaffRequest, number: int) -> HttpResponse:
    """Accept the people that were ticked, or decline them. Nobody is written to by it."""
    task, now = access.task(number, by=request.staff), clock.now()
    shift = _of_task(request, task)
    people = [int(one) for one in request.POST.getlist("who") if one.isdecimal()][: MOST * 5]
    yes = request.POST.get("decision") == "accept"
    try:
        if not people:
            raise NobodyChosen
        action = actions.accept if yes else actions.decline
        rows = action(shift=shift, people=people, by=request.staff, at=now)
    except Refused as problem:
        messages.error(request, problem.message)
    else:
        messages.success(request, _decided(len(rows), yes=yes))
    return HttpResponseRedirect(f"{back(task).url}?{urlencode({'shift': shift.pk})}")


def _chosen(request: StaffRequest, shifts: list[Shift]) -> Shift | None:
    """The shift that was asked for, else the next one that is short of people, else the next."""
    asked = request.GET.get("shift", "")
    if asked.isdecimal():
        found = next((one for one in shifts if one.pk == int(asked)), None)
        if found is None:
            raise NotFound
        return found
    short = [one for one in shifts if one.taken < one.slots]
    return next(iter(short or shifts), None)


def _of_task(request: StaffRequest, task: Task) -> Shift:
    asked = request.POST.get("shift", "")
    shift = access.shift(int(asked), by=request.staff) if asked.isdecimal() else None
    if shift is None or shift.task_id != task.pk:
        raise NotFound
    return shift


def _found(request: StaffRequest, task: Task, shift: Shift, wider: str) -> dict[str, Any]:
    """Who fits, or who would with one concession; and what each concession would bring where too few do."""
    free = max(shift.slots - shift.taken, 0)
    if wider == said.UNPROVED:
        people = widening.unproved(shift, by=request.staff, most=MOST)
    else:
        past = widening.WIDER.get(wider, suggesting.NOT_WIDER)
        people = suggesting.for_shift(shift, by=request.staff, most=MOST, wider=past)
    planned = said.planned(task, shift, by=request.staff)
    short = not wider and len(people) < max(free, 1) and task.state == "open"
    return {
        "title": _title(task, free),
        "people": said.people(people, planned=planned),
        "only_shown": wider == said.UNPROVED,
        "concessions": said.concessions(widening.why_nobody(shift, by=request.staff))
        if short
        else [],
        "short": short,
        "when": words.moment(shift.starts_at, task.zone),
    }


def _title(task: Task, free: int) -> str:
    if not free:
        return _("“%(task)s” has everybody it needs") % {"task": task.title}
    told = ngettext(
        "“%(task)s” needs %(n)s more person", "“%(task)s” needs %(n)s more people", free
    )
    return told % {"task": task.title, "n": words.number(free)}


def _nothing_to_fill(task: Task) -> str:
    return _("“%(task)s” has no shift ahead") % {"task": task.title}


def _decided(many: int, *, yes: bool) -> str:
    if yes:
        told = ngettext(
            "%(n)s person is accepted. Nobody was written to yet.",
            "%(n)s people are accepted. Nobody was written to yet.",
            many,
        )
    else:
        told = ngettext(
            "%(n)s person is not suggested for this shift again.",
            "%(n)s people are not suggested for this shift again.",
            many,
        )
    return told % {"n": words.number(many)}


def back(task: Task) -> HttpResponseRedirect:
    """To the page of a task’s people."""
    return HttpResponseRedirect(reverse("office:task-people", args=[task.pk]))
