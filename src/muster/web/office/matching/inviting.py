"""Invitations to exactly those who were accepted: a draft like any other broadcast, which others approve."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from muster.accounts.queries import organisation
from muster.broadcasts import actions as broadcasts
from muster.delivery.actions import selections
from muster.delivery.actions.selections import Choice
from muster.kit import clock
from muster.kit.errors import NotFound, Refused
from muster.people.purposes import NEWS
from muster.volunteering import access, invitations, links
from muster.volunteering.actions import inviting as actions
from muster.volunteering.suggestion_errors import InAMessage, NobodyToInvite
from muster.web import words
from muster.web.gate import may
from muster.web.office.broadcasts.shared import session_mac
from muster.web.office.matching import said
from muster.web.office.matching.people import back

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from django.http import HttpResponse

    from muster.broadcasts.models import Broadcast
    from muster.volunteering.models import Suggestion, Task
    from muster.web.gate import StaffRequest


@may("broadcasts.write")
@require_POST
def invite(request: StaffRequest, number: int) -> HttpResponse:
    """Begin the draft. Nothing leaves before it is checked, approved and released; who has no address stays listed."""
    task, now = access.task(number, by=request.staff), clock.now()
    if not request.staff.may("tasks.run"):
        raise NotFound
    try:
        made = _begin(request, task, now)
    except Refused as problem:
        messages.error(request, problem.message)
        return back(task)
    messages.success(
        request,
        _("The invitation is ready to be checked. Nothing was sent; others have to approve it."),
    )
    return HttpResponseRedirect(reverse("office:broadcast-check", args=[made.pk]))


@may("tasks.run")
@require_POST
def release(request: StaffRequest, number: int, selection: int) -> HttpResponse:
    """Let the people of an invitation that was put away be invited anew."""
    task = access.task(number, by=request.staff)
    # Only a message that was put away: a draft could still be sent.
    if selection not in said.put_away(invitations.messages([selection])):
        messages.error(request, InAMessage().message)
        return back(task)
    try:
        freed = actions.free(task=task, selection=selection, by=request.staff, at=clock.now())
    except Refused as problem:
        messages.error(request, problem.message)
    else:
        told = ngettext(
            "%(n)s person can be invited anew.", "%(n)s people can be invited anew.", freed
        )
        messages.success(request, told % {"n": words.number(freed)})
    return back(task)


def _begin(request: StaffRequest, task: Task, now: datetime) -> Broadcast:
    """The selection and the draft, in the transaction of the request."""
    reach = invitations.reach(invitations.waiting(task, by=request.staff, at=now))
    if not reach.writable:
        raise NobodyToInvite
    rows = [one for one, _key in reach.writable]
    selection = selections.select(
        channel=invitations.CHANNEL,
        choices=[Choice(key, f"{actions.PREFIX}{one.pk}") for one, key in reach.writable],
        by=request.staff,
        at=now,
    )
    actions.note_invited(suggestions=rows, selection=selection, by=request.staff, at=now)
    language = (get_language() or "en")[:2]
    return broadcasts.answer_chosen(
        selection=selection,
        title=_("Invitation: %(task)s") % {"task": task.title},
        declared_text=_("exactly those who were accepted for “%(task)s”") % {"task": task.title},
        people=len({one.key.person_id for one in rows}),
        subject=_("Can you help? %(task)s") % {"task": task.title},
        body=_words(task, rows),
        language=language if language in dict(settings.LANGUAGES) else "en",
        purpose=NEWS,
        by=request.staff,
        session_mac=session_mac(request),
    )


def _words(task: Task, rows: Sequence[Suggestion]) -> str:
    """What they read: what it is, when and where, and the link of the task."""
    shifts = sorted({(one.shift.starts_at, one.shift_id) for one in rows})
    told = [
        _("Hello,"),
        _("we are looking for people for “%(task)s” and thought of you.") % {"task": task.title},
        "\n".join(words.long_moment(at, task.zone) for at, _number in shifts),
        ", ".join(dict.fromkeys(part for part in (task.place, str(task.region or "")) if part)),
        _("Read more and take a place: %(link)s") % {"link": links.task_url(task.slug)},
        _("If it does not suit you, you need not do anything."),
        organisation().sender_name,
    ]
    return "\n\n".join(one for one in told if one)
