"""Thanks to exactly those who gave: a draft like any other broadcast, which others approve."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from muster.broadcasts import actions as broadcasts
from muster.delivery.actions import selections
from muster.delivery.actions.selections import Choice
from muster.drives import access, counting, givers
from muster.drives.errors import NoGivers
from muster.kit import clock
from muster.web import words
from muster.web.gate import may
from muster.web.office.broadcasts.shared import session_mac

if TYPE_CHECKING:
    from django.http import HttpResponse

    from muster.drives.models import Drive
    from muster.web.gate import StaffRequest


@may("broadcasts.write")
@require_POST
def thanks(request: StaffRequest, number: int) -> HttpResponse:
    """Begin the draft. Nothing leaves before it is checked, approved and released; who said stop gets nothing."""
    drive, now = access.drive(number, by=request.staff), clock.now()
    keys = givers.reachable(drive)
    if not keys:
        messages.error(request, NoGivers().message)
        return HttpResponseRedirect(reverse("office:drive-report", args=[drive.pk]))
    selection = selections.select(
        channel="email",
        choices=[Choice(key, f"{drive}:{key}") for key in keys],
        by=request.staff,
        at=now,
    )
    language = (get_language() or "en")[:2]
    made = broadcasts.answer_chosen(
        selection=selection,
        title=_("Thanks: %(drive)s") % {"drive": drive.title},
        declared_text=_("exactly those who gave to “%(drive)s” online") % {"drive": drive.title},
        people=len(keys),
        subject=_("Thank you"),
        body=_words(drive),
        language=language if language in dict(settings.LANGUAGES) else "en",
        purpose="news",
        by=request.staff,
        session_mac=session_mac(request),
    )
    messages.success(
        request,
        _("The thanks are ready to be checked. Nothing was sent; others have to approve it."),
    )
    return HttpResponseRedirect(reverse("office:broadcast-check", args=[made.pk]))


def _words(drive: Drive) -> str:
    counted = counting.count(counting.purposes(drive), drive.currency)
    return _("Thank you. Together, %(n)s people gave %(total)s for “%(drive)s”.") % {
        "n": words.number(counted.people),
        "total": words.money(counted.online, drive.currency),
        "drive": drive.title,
    }
