"""Who leads a team and how many each looks after, who waits for a first word, and who has no point person."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from muster.groups import access, actions, point_people, unspoken
from muster.groups.rights import RIGHTS
from muster.kit import clock
from muster.kit.errors import NotFound, Refused
from muster.web import frame, words
from muster.web.gate import may

if TYPE_CHECKING:
    from django.http import HttpResponse

    from muster.groups.models import Group
    from muster.groups.unspoken import Waiting
    from muster.web.gate import StaffRequest

FARTHEST: Final = 100_000


@may(access.VIEW)
@require_safe
def show(request: StaffRequest, number: int) -> HttpResponse:
    """Leaders, those who wait, and a page of members."""
    group, now = access.group(number, by=request.staff), clock.now()
    waiting, leaders = unspoken.of(group, now), point_people.leaders(group)
    after = min(whole(request.GET.get("after", "")) or 0, FARTHEST)
    found = point_people.team(group, after=after, most=point_people.PAGE + 1)
    names = {one.key_id: one.shown_as for one in leaders}
    context: dict[str, Any] = {
        "title": _title(waiting),
        "group": group,
        "here": "leaders",
        "leaders": [
            (one, ", ".join(str(RIGHTS[right]) for right in one.rights if right in RIGHTS))
            for one in leaders
        ],
        "waiting": waiting,
        "rows": [
            (one, one.hours(now), one.late(now), names.get(one.leader_id or 0, ""))
            for one in waiting.first
        ],
        "members": [(one, names.get(one.leader_id or 0, "")) for one in found[: point_people.PAGE]],
        "leading": {one.person_id for one in leaders},
        "alone": point_people.without(group),
        "may_lead": request.staff.may(access.LEAD),
        "keeps": access.keeps(group, by=request.staff),
        "next": after + point_people.PAGE if len(found) > point_people.PAGE else None,
        "first": after == 0,
    }
    return frame.page(request, "office/leading/leaders.html", context)


@may(access.LEAD)
@require_POST
def point(request: StaffRequest, number: int, membership: int) -> HttpResponse:
    """Say who looks after a member."""
    group = access.group(number, by=request.staff)
    leader = whole(request.POST.get("leader", ""))
    try:
        actions.point(
            group=group, membership=membership, leader=leader, by=request.staff, at=clock.now()
        )
    except Refused as problem:
        messages.error(request, problem.message)
    else:
        messages.success(request, _("They have their point person."))
    return _back(group)


@may(access.LEAD)
@require_POST
def sharing(request: StaffRequest, number: int) -> HttpResponse:
    """Give everybody without one a point person."""
    group = kept(request, number)
    try:
        count = actions.share_out(group=group, by=request.staff, at=clock.now())
    except Refused as problem:
        messages.error(request, problem.message)
    else:
        said = ngettext(
            "%(n)s member has a point person now.", "%(n)s members have a point person now.", count
        )
        messages.success(request, said % {"n": words.number(count)})
    return _back(group)


def kept(request: StaffRequest, number: int) -> Group:
    """A group whose whole is theirs to change, or not found."""
    group = access.group(number, by=request.staff)
    if not access.keeps(group, by=request.staff):
        raise NotFound
    return group


def whole(asked: str) -> int | None:
    """A number from a form; anything else is nobody."""
    return int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 19 else None


def _title(waiting: Waiting) -> str:
    if waiting.late:
        return ngettext(
            "%(n)s new member waits too long for a first word",
            "%(n)s new members wait too long for a first word",
            waiting.late,
        ) % {"n": words.number(waiting.late)}
    if waiting.count:
        return ngettext(
            "%(n)s new member waits for a first word",
            "%(n)s new members wait for a first word",
            waiting.count,
        ) % {"n": words.number(waiting.count)}
    return _("Somebody has spoken to everybody")


def _back(group: Group) -> HttpResponse:
    return HttpResponseRedirect(reverse("office:group-leaders", args=[group.pk]))
