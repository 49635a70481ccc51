"""A test send to oneself, from the words or from the last look before others look."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from muster.accounts.queries import organisation
from muster.broadcasts import actions
from muster.kit.errors import Refused
from muster.web.gate import StaffRequest, may
from muster.web.office.broadcasts import sample
from muster.web.office.broadcasts.shared import seen


@may("broadcasts.write")
@require_POST
def trial(request: StaffRequest, number: int) -> HttpResponse:
    """The saved words, as the first member would get them, to the mailbox of whoever pressed."""
    broadcast = seen(request, number).broadcast
    people = sample.members(request, broadcast)
    try:
        sent = actions.try_out(
            broadcast=broadcast, as_person=people[0] if people else None, by=request.staff
        )
    except Refused as refused:
        messages.error(request, refused.message)
    else:
        said = _("A test goes to %(address)s. Its subject says that it is a test.")
        if organisation().training:
            said = _("Training: the test for %(address)s stays here; read it in the outbox.")
        messages.success(request, said % {"address": sent.address})
    back = "office:broadcast-check" if "check" in request.POST else "office:broadcast"
    return redirect(back, number)
