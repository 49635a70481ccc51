"""What was held back because too much came from one sender at once, and letting it in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from muster.inbox import access, actions, queries
from muster.kit import clock
from muster.web import frame
from muster.web.gate import may
from muster.web.office.inbox import said

if TYPE_CHECKING:
    from django.http import HttpResponse

    from muster.web.gate import StaffRequest


@may("inbox.view")
@require_safe
def held(request: StaffRequest) -> HttpResponse:
    """What was held back because too much came from one sender at once."""
    found = queries.held(by=request.staff)
    title = said.held_sentence(len(found))
    return frame.page(request, "office/inbox/held.html", {"held": found, "title": title})


@may("inbox.answer")
@require_POST
def admission(request: StaffRequest, arrival_id: int) -> HttpResponse:
    """Let one of them in."""
    arrival = access.held_arrival(arrival_id, by=request.staff)
    actions.let_in(arrival=arrival, by=request.staff, at=clock.now())
    messages.success(request, _("Let in. Its clock runs from now."))
    return HttpResponseRedirect(reverse("office:inbox"))
