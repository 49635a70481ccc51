"""Handing rights over a team to one of its members, and taking them back; each asked once more on a page of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.contrib import messages
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from muster.groups import access, actions, queries
from muster.groups.rights import RIGHTS
from muster.kit import clock
from muster.kit.errors import NotFound, Refused
from muster.web import frame
from muster.web.gate import may

if TYPE_CHECKING:
    from django.http import HttpResponse

    from muster.groups.models import Group
    from muster.web.gate import StaffRequest


class RightsForm(forms.Form):
    """What a leader may do."""

    rights = forms.MultipleChoiceField(
        label=gettext_lazy("What may they do in this team?"),
        choices=list(RIGHTS.items()),
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("They see no address of anybody; calls go through masked contacts."),
        error_messages={"required": gettext_lazy("Choose at least one right.")},
    )


@may(access.LEAD)
@require_http_methods(["GET", "HEAD", "POST"])
def give(request: StaffRequest, number: int, membership: int) -> HttpResponse:
    """Let a member lead."""
    group = _kept(request, number)
    member = access.membership(membership, group)
    held = queries.rights_of(member.key.person_id or 0, group)
    form = RightsForm(
        request.POST if request.method == "POST" else None, initial={"rights": sorted(held)}
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.give_rights(
                group=group, key=member.key, rights_given=form.cleaned_data["rights"],
                by=request.staff, at=clock.now(),
            )  # fmt: skip
        except Refused as problem:
            form.add_error(problem.field, problem.message)
        else:
            said = _("%(who)s leads now. The team sees it on its page.")
            messages.success(request, said % {"who": member.shown_as or _("The member")})
            return HttpResponseRedirect(reverse("office:group", args=[group.pk]))
    context = {
        "title": _("Let %(who)s lead %(team)s?")
        % {"who": member.shown_as or _("this member"), "team": group.name},
        "group": group,
        "form": form,
        "held": bool(held),
    }
    status = 422 if form.errors else 200
    return frame.page(request, "office/groups/rights.html", context, status=status)


@may(access.LEAD)
@require_http_methods(["GET", "HEAD", "POST"])
def take(request: StaffRequest, number: int, leadership: int) -> HttpResponse:
    """Take every right back."""
    group = _kept(request, number)
    held = access.leadership(leadership, group)
    if request.method == "POST":
        actions.take_rights(leadership=held, by=request.staff, at=clock.now())
        messages.success(request, _("The rights are taken back. They are still a member."))
        return HttpResponseRedirect(reverse("office:group", args=[group.pk]))
    who = next((one.shown_as for one in queries.leaders(group) if one.leadership == held), "")
    context = {
        "title": _("Take the rights of %(who)s back?") % {"who": who or _("this member")},
        "group": group,
    }
    return frame.page(request, "office/groups/rights.html", context)


def _kept(request: StaffRequest, number: int) -> Group:
    group = access.group(number, by=request.staff)
    if not access.keeps(group, by=request.staff):
        raise NotFound
    return group
