"""A broadcast begins here: whom it is for and about how many, before any count is shown (A17)."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from muster.broadcasts import actions
from muster.kit.errors import Refused
from muster.web import frame
from muster.web.gate import StaffRequest, may
from muster.web.office.broadcasts.forms import Declaration
from muster.web.office.broadcasts.shared import seen, session_mac

PAGE = "office/broadcasts/declare.html"


@may("broadcasts.write")
def new(request: StaffRequest) -> HttpResponse:
    """Ask, then open the choice of the audience."""
    form = Declaration(request.POST if request.method == "POST" else None)
    if form.is_valid():
        made = actions.declare(
            **form.cleaned_data, by=request.staff, session_mac=session_mac(request)
        )
        return redirect("office:broadcast-audience", made.pk)
    context = {"title": _("A broadcast begins with whom it is for"), "form": form}
    return frame.page(request, PAGE, context, status=422 if form.is_bound else 200)


@may("broadcasts.write")
def again(request: StaffRequest, number: int) -> HttpResponse:
    """Write the declaration again; approvers see that it was."""
    broadcast = seen(request, number).broadcast
    before = {name: getattr(broadcast, name) for name in Declaration.base_fields}
    form = Declaration(request.POST if request.method == "POST" else None, initial=before)
    context = {"title": _("Write again whom you mean"), "form": form, "broadcast": broadcast}
    if form.is_valid():
        try:
            actions.edit(
                broadcast_id=broadcast.pk,
                changes=form.cleaned_data,
                by=request.staff,
                session_mac=session_mac(request),
            )
        except Refused as refused:
            return frame.page(request, PAGE, context | {"refused": refused}, status=refused.status)
        return redirect("office:broadcast-check", broadcast.pk)
    return frame.page(request, PAGE, context, status=422 if form.is_bound else 200)
