"""One task: what it is, its shifts, and what can be done with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from muster.kit import clock
from muster.kit.errors import Refused
from muster.volunteering import access, actions, links, queries
from muster.web import frame, helping
from muster.web.gate import may
from muster.web.office.tasks.forms import ShiftsForm

if TYPE_CHECKING:
    from django.http import HttpResponse

    from muster.volunteering.models import Shift, Task
    from muster.web.gate import StaffRequest


@may("tasks.view")
@require_safe
def show(request: StaffRequest, number: int) -> HttpResponse:
    """The page."""
    return shown(request, access.task(number, by=request.staff))


@may("tasks.run")
@require_POST
def opening(request: StaffRequest, number: int) -> HttpResponse:
    """Let everybody see it and sign up."""
    task = access.task(number, by=request.staff)
    try:
        actions.open_task(task=task, by=request.staff, at=clock.now())
        messages.success(request, _("The task is open. Everybody can see it and sign up."))
    except Refused as problem:
        messages.error(request, problem.message)
    return HttpResponseRedirect(reverse("office:task", args=[task.pk]))


@may("tasks.run")
@require_POST
def ending(request: StaffRequest, number: int) -> HttpResponse:
    """End it; whoever signed up for a shift to come is told why."""
    task = access.task(number, by=request.staff)
    reason = request.POST.get("reason", "")
    try:
        actions.end_task(task=task, reason=reason, by=request.staff, at=clock.now())
        messages.success(request, _("The task has ended, and everybody on its shifts is told."))
    except Refused as problem:
        messages.error(request, problem.message)
    return HttpResponseRedirect(reverse("office:task", args=[task.pk]))


def shown(
    request: StaffRequest, task: Task, *, form: ShiftsForm | None = None, status: int = 200
) -> HttpResponse:
    """The page, with a form that has to be mended if there is one."""
    now = clock.now()
    shifts = queries.shifts_of_task(task)
    context: dict[str, Any] = {
        "title": task.title,
        "task": task,
        "effort": helping.effort(task.minutes),
        "needs": helping.needs(queries.needs_of(task)),
        "access": helping.access(task.access),
        "url": links.task_url(task.slug),
        "coming": [_row(one, task) for one in shifts if one.ends_at > now],
        "past": [_row(one, task) for one in reversed(shifts) if one.ends_at <= now],
        "form": form or ShiftsForm(),
    }
    return frame.page(request, "office/tasks/task.html", context, status=status)


def _row(shift: Shift, task: Task) -> dict[str, Any]:
    shift.task = task
    return {
        "shift": shift,
        "when": helping.when(shift),
        "waiting": shift.waiting,  # type: ignore[attr-defined]
        "off": shift.called_off_at is not None,
    }
