"""Call lists of a team for staff: made here, called by leaders, with what came of each call."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from muster.groups import access, actions, calls
from muster.kit import clock
from muster.kit.errors import Refused
from muster.web import frame, words
from muster.web.gate import may
from muster.web.office.leading.forms import StaffListForm
from muster.web.refusals import beside

if TYPE_CHECKING:
    from django.http import HttpResponse

    from muster.groups.models import CallList, Group
    from muster.web.gate import StaffRequest

MOST = 100


@may(access.VIEW)
@require_safe
def listed(request: StaffRequest, number: int) -> HttpResponse:
    """Every list of a team."""
    group = access.group(number, by=request.staff)
    rows = list(calls.lists(group)[:MOST])
    left = calls.left(group)
    title = ngettext("%(n)s call to make", "%(n)s calls to make", left) % {"n": words.number(left)}
    context: dict[str, Any] = {
        "title": title if rows else _("No call list yet"),
        "group": group,
        "here": "calls",
        "rows": [(one, calls.SOURCES[one.source]) for one in rows],
        "may_lead": request.staff.may(access.LEAD),
    }
    return frame.page(request, "office/leading/calls.html", context)


@may(access.LEAD)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: StaffRequest, number: int) -> HttpResponse:
    """Ask who is to be called and what is to be said, then make the list."""
    group = access.group(number, by=request.staff)
    form = StaffListForm(
        request.POST if request.method == "POST" else None,
        earlier=calls.lists(group)[:20],
        skills=calls.skills(),
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = _make(request, group, form)
        except Refused as problem:
            beside(form, problem)
        else:
            messages.success(
                request, _("The list is ready. Leaders who may call find it on their page.")
            )
            return HttpResponseRedirect(reverse("office:group-call-list", args=[group.pk, made.pk]))
    context = {"title": _("A new call list"), "group": group, "form": form}
    status = 422 if form.errors else 200
    return frame.page(request, "office/leading/new.html", context, status=status)


@may(access.VIEW)
@require_safe
def show(request: StaffRequest, number: int, one: int) -> HttpResponse:
    """The people of a list and how each call ended."""
    group = access.group(number, by=request.staff)
    held = calls.call_list(one, group)
    lines = calls.lines(held)
    context: dict[str, Any] = {
        "title": held.title,
        "group": group,
        "list": held,
        "source": calls.SOURCES[held.source],
        "lines": [(line, calls.OUTCOMES.get(line.outcome, "")) for line in lines],
        "left": sum(line.outcome == "" for line in lines),
        "may_lead": request.staff.may(access.LEAD),
    }
    return frame.page(request, "office/leading/call_list.html", context)


@may(access.LEAD)
@require_POST
def close(request: StaffRequest, number: int, one: int) -> HttpResponse:
    """Nobody is called from it any more."""
    group = access.group(number, by=request.staff)
    held = calls.call_list(one, group)
    actions.close_list(call_list=held, by=request.staff, at=clock.now())
    messages.success(request, _("The list is closed."))
    return HttpResponseRedirect(reverse("office:group-calls", args=[group.pk]))


def _make(request: StaffRequest, group: Group, form: StaffListForm) -> CallList:
    told, now = form.cleaned_data, clock.now()
    number = told.get("earlier")
    members = calls.whom(
        group,
        told["source"],
        at=now,
        earlier=calls.call_list(number, group) if number else None,
        skill=told.get("skill") or "",
    )
    return actions.make_list(
        group=group, title=told["title"], script=told["script"], source=told["source"],
        members=members, by=request.staff, at=now,
    )  # fmt: skip
