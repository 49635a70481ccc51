"""Making a task and changing it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from muster.kit import clock
from muster.kit.errors import Refused
from muster.volunteering import access, actions
from muster.web import frame
from muster.web.gate import may
from muster.web.office.tasks.forms import TaskForm
from muster.web.refusals import beside

if TYPE_CHECKING:
    from django.http import HttpResponse

    from muster.volunteering.models import Task
    from muster.web.gate import StaffRequest


@may("tasks.run")
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: StaffRequest) -> HttpResponse:
    """Make one; it is a draft until it is opened."""
    return _keep(request, None)


@may("tasks.run")
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: StaffRequest, number: int) -> HttpResponse:
    """Change one."""
    return _keep(request, access.task(number, by=request.staff))


def _keep(request: StaffRequest, task: Task | None) -> HttpResponse:
    posted = request.method == "POST"
    form = TaskForm(request.POST if posted else None, by=request.staff, task=task)
    if posted and form.is_valid():
        try:
            kept = actions.keep_task(task=task, told=form.told, by=request.staff, at=clock.now())
        except Refused as problem:
            beside(form, problem)
        else:
            messages.success(request, _("“%(name)s” is kept.") % {"name": kept.title})
            return HttpResponseRedirect(reverse("office:task", args=[kept.pk]))
    context = {"title": task.title if task else _("A new task"), "form": form, "task": task}
    return frame.page(request, "office/tasks/edit.html", context, status=422 if posted else 200)
