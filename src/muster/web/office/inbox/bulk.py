"""Many conversations of one list at once: put away, hand over, put off. What is refused is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from muster.inbox import access, actions, errors
from muster.inbox.actions.many import MOST
from muster.kit import clock
from muster.kit.errors import Refused
from muster.web.gate import may
from muster.web.office.inbox.forms import SnoozeForm
from muster.web.words import number

if TYPE_CHECKING:
    from django.http import HttpResponse

    from muster.inbox.actions.many import Done
    from muster.web.gate import StaffRequest


@may("inbox.answer")
@require_POST
def many(request: StaffRequest) -> HttpResponse:
    """Do one thing to every conversation that is ticked."""
    numbers = [int(one) for one in request.POST.getlist("who") if one.isdecimal()][:MOST]
    query = request.META.get("QUERY_STRING", "")
    there = HttpResponseRedirect(f"{reverse('office:inbox')}{'?' + query if query else ''}")
    if not numbers:
        messages.error(request, _("Tick the conversations first. Nothing changed."))
        return there
    try:
        done = _do(request, numbers)
    except Refused as refused:
        messages.error(request, refused.message)
        return there
    words = ngettext("%(n)s conversation changed.", "%(n)s conversations changed.", done.done)
    messages.success(request, words % {"n": number(done.done)})
    for words in dict.fromkeys(done.refused):
        count = done.refused.count(words)
        messages.warning(request, f"{number(count)} × {words}" if count > 1 else words)
    return there


def _do(request: StaffRequest, numbers: list[int]) -> Done:
    found = list(access.conversations(by=request.staff).filter(pk__in=numbers).order_by("id"))
    now, what = clock.now(), request.POST.get("do", "")
    if what == "close":
        return actions.close_many(conversations=found, by=request.staff, at=now)
    if what == "take":
        return actions.assign_many(conversations=found, to=request.staff, by=request.staff, at=now)
    if what == "free":
        return actions.assign_many(conversations=found, to=None, by=request.staff, at=now)
    form = SnoozeForm(request.POST)
    if what != "snooze" or not form.is_valid():
        raise errors.WhenIsThat
    until = form.until(now)
    return actions.snooze_many(conversations=found, until=until, by=request.staff, at=now)
