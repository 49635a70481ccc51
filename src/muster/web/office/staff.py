"""People and roles: who can send and approve now, who holds what and where, and who is invited."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from muster.accounts import access, actions, factors, queries, stepup
from muster.accounts.roles import ROLES
from muster.approvals import queries as approvals
from muster.approvals.kinds import staff as staff_changes
from muster.approvals.queries import requests
from muster.kit import clock
from muster.kit.errors import Refused
from muster.kit.text import number_in_words
from muster.web import frame
from muster.web.gate import may
from muster.web.office import asking, staff_grid, staff_invitations
from muster.web.office.staff_forms import RolesForm

if TYPE_CHECKING:
    from django.http import HttpResponse

    from muster.accounts.models import Staff
    from muster.web.gate import StaffRequest


@may("staff.view")
@require_safe
def people(request: StaffRequest) -> HttpResponse:
    """Who can send and approve now, and everybody else."""
    duty, everyone = approvals.on_duty(), list(queries.everyone())
    # Who lost the second factor that the mode asks for cannot approve, whatever the role says.
    ready = replace(
        queries.readiness(),
        approvers=[one.staff for one in duty],
        everywhere=[one.staff for one in duty if one.everywhere],
    )
    context = {
        "title": title(len(ready.approvers), request.LANGUAGE_CODE),
        "ready": ready,
        "everyone": everyone,
        "with_factor": factors.enrolled_among(everyone),
        "grid": staff_grid.grid(everyone),
        "roles": ROLES.values(),
        "invitations": queries.invitations(now=clock.db_now()),
        "duty": duty,
        "requests": requests.pending(request.staff),
    }
    return frame.page(request, "office/staff/staff.html", context)


@may("staff.view")
@require_http_methods(["GET", "HEAD", "POST"])
def member(request: StaffRequest, staff_id: int) -> HttpResponse:
    """One member of staff; who may manage staff changes roles and regions here."""
    person, form, refused = access.member(staff_id, by=request.staff), None, ""
    if request.staff.may("staff.manage"):
        form = RolesForm(request.POST or None, initial=RolesForm.of(person))
        if request.method == "POST":
            if stepup.fresh(request) is None:
                return HttpResponseRedirect(stepup.url(request.path))
            if form.is_valid():
                try:
                    asked, _done = asking.propose(
                        request, staff_changes.ROLES_KIND, person.actor, form.cleaned()
                    )
                    asking.say(request, asked, told(person))
                    return HttpResponseRedirect(request.path)
                except Refused as error:
                    refused = error.message
    context = {"title": _holds(person), "person": person, "form": form, "refused": refused}
    context |= {"enrolled": factors.enrolled(person), "fresh": stepup.fresh(request)}
    context["asked"] = requests.about(person.actor, staff_changes.KINDS)
    return frame.page(request, "office/staff/member.html", context)


@may("staff.manage")
@require_POST
def closure(request: StaffRequest, staff_id: int) -> HttpResponse:
    """Close an account at once, or ask to open it again."""
    back = reverse("office:staff-member", args=[staff_id])
    if stepup.fresh(request) is None:
        return HttpResponseRedirect(stepup.url(back))
    person = access.member(staff_id, by=request.staff)
    if person.is_active:
        # Taking power away is one person’s click; giving it back takes two (A12).
        actions.close(staff=person, by=request.staff)
        return HttpResponseRedirect(back)
    asked, _done = asking.propose(request, staff_changes.REOPENING, person.actor, {"active": True})
    asking.say(request, asked, _("%(name)s may sign in again.") % {"name": person.name})
    return HttpResponseRedirect(back)


@may("staff.manage")
@require_POST
def factors_reset(request: StaffRequest, staff_id: int) -> HttpResponse:
    """Ask to take away second factors that somebody lost."""
    back = reverse("office:staff-member", args=[staff_id])
    if stepup.fresh(request) is None:
        return HttpResponseRedirect(stepup.url(back))
    person = access.member(staff_id, by=request.staff)
    asked, _done = asking.propose(request, staff_changes.FACTORS, person.actor, {"factors": 0})
    said = _("The second factors of %(name)s are gone; the next sign-in asks for new ones.")
    asking.say(request, asked, said % {"name": person.name})
    return HttpResponseRedirect(back)


@may("staff.manage")
@require_POST
def end_sessions(request: StaffRequest, staff_id: int) -> HttpResponse:
    """Sign somebody out everywhere."""
    person = access.member(staff_id, by=request.staff)
    count = actions.end_sessions(staff=person, why="administrator", by=request.staff)
    said = ngettext("%(count)s browser is signed out.", "%(count)s browsers are signed out.", count)
    messages.success(request, said % {"count": count})
    return HttpResponseRedirect(reverse("office:staff-member", args=[staff_id]))


def title(approvers: int, language: str) -> str:
    """Say how things stand: too few is said first."""
    if approvers == 0:
        return _("Nobody can approve a broadcast")
    if approvers == 1:
        return _("Only one person can approve a broadcast")
    words = number_in_words(approvers, language[:2]).capitalize()
    return _("%(count)s people can approve a broadcast") % {"count": words}


def told(person: Staff) -> str:
    """Say what a change of roles did."""
    return _("%(name)s has these roles now and is signed out everywhere.") % {"name": person.name}


def _holds(person: Staff) -> str:
    facts: dict[str, Any] = {"name": person.name}
    if not person.is_active:
        return _("The account of %(name)s is closed") % facts
    if not person.roles:
        return _("%(name)s holds no role") % facts
    facts["roles"] = ", ".join(str(role.name) for role in person.roles)
    return _("%(name)s: %(roles)s") % facts


urlpatterns = [
    path("staff/", people, name="staff"),
    path("staff/<int:staff_id>/", member, name="staff-member"),
    path("staff/<int:staff_id>/closure/", closure, name="staff-closure"),
    path("staff/<int:staff_id>/factors/", factors_reset, name="staff-factors"),
    path("staff/<int:staff_id>/sessions/end/", end_sessions, name="staff-sessions-end"),
    *staff_invitations.urlpatterns,
]
