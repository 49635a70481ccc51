"""Inviting people to the staff, and taking an invitation back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.urls import path, reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from muster.accounts import access, actions, queries, stepup
from muster.approvals.facts import fingerprint
from muster.approvals.kinds import staff as staff_changes
from muster.kit.errors import Refused
from muster.web import frame
from muster.web.gate import may
from muster.web.office import asking
from muster.web.office.staff_forms import EVERY, InvitationForm

if TYPE_CHECKING:
    from django.http import HttpResponse

    from muster.web.gate import StaffRequest


@may("staff.manage")
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def invite(request: StaffRequest) -> HttpResponse:
    """Ask for name, address, roles and regions; in training the link is shown as well as mailed."""
    if stepup.fresh(request) is None:
        return HttpResponseRedirect(stepup.url(request.path))
    form = InvitationForm(
        request.POST or None, initial={"where": EVERY, "language": get_language()}
    )
    if request.method == "POST" and form.is_valid():
        try:
            after = form.cleaned()
            subject = f"invitation:{fingerprint(after['email'])}"
            _asked, done = asking.propose(request, staff_changes.INVITATION, subject, after)
        except Refused as error:
            form.add_error(error.field if error.field in form.fields else None, error.message)
        else:
            if done is None:
                messages.success(request, asking.waits())
                return HttpResponseRedirect(reverse("office:requests"))
            invitation, link = done
            shown = link if queries.organisation().training else ""
            title = _("%(name)s is invited") % {"name": invitation.name}
            context = {"title": title, "invitation": invitation, "link": shown}
            return frame.page(request, "office/staff/invited.html", context)
    context = {"title": _("Invite somebody to the staff"), "form": form}
    return frame.page(request, "office/staff/invite.html", context)


@may("staff.manage")
@require_POST
def withdraw(request: StaffRequest, invitation_id: int) -> HttpResponse:
    """Make the link worthless."""
    found = access.invitation(invitation_id, by=request.staff)
    actions.withdraw(invitation=found, by=request.staff)
    return HttpResponseRedirect(reverse("office:staff"))


urlpatterns = [
    path("staff/invitations/", invite, name="staff-invitations"),
    path("staff/invitations/<int:invitation_id>/withdrawal/", withdraw, name="staff-withdrawal"),
]
