"""Who of an audience is left out of each channel, and why, reason by reason."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.utils.translation import get_language, gettext, gettext_lazy
from django.views.decorators.http import require_safe

from muster.audiences import access, exclusions, lookup, queries
from muster.web import frame
from muster.web.gate import may
from muster.web.office.audiences.figures import CHANNELS, Channel

if TYPE_CHECKING:
    from django.http import HttpResponse
    from django.utils.functional import _StrPromise

    from muster.audiences.exclusions import Exclusions
    from muster.web.gate import StaffRequest

_EITHER: Final[dict[str, _StrPromise]] = {
    "pending": gettext_lazy("Were asked and have not confirmed yet"),
    "paused": gettext_lazy("Paused us for a while"),
    "complained": gettext_lazy("Complained about a message of ours"),
    "lately": gettext_lazy("Got a message in the last 24 hours"),
}
CAUSES: Final[dict[str, dict[str, _StrPromise]]] = {
    "email": {
        **_EITHER,
        "no_address": gettext_lazy("No e-mail address"),
        "never": gettext_lazy("Never said yes to news by e-mail"),
        "withdrawn": gettext_lazy("Stopped our e-mails, or said no"),
        "bounced": gettext_lazy("Mail to them bounced"),
        "stopped": gettext_lazy("Asked this address to be stopped"),
        "shut": gettext_lazy("This address is closed to us"),
    },
    "sms": {
        **_EITHER,
        "no_address": gettext_lazy("No mobile number"),
        "never": gettext_lazy("Never said yes to news by text"),
        "withdrawn": gettext_lazy("Stopped our texts, or said no"),
        "bounced": gettext_lazy("Their number does not work"),
        "stopped": gettext_lazy("Answered STOP"),
        "shut": gettext_lazy("This number is closed to us"),
    },
}


@may("audiences.view")
@require_safe
def left_out(request: StaffRequest, number: int) -> HttpResponse:
    """Tell the reasons apart; the page of the audience fetches this when it has been drawn."""
    audience = access.audience(number, by=request.staff)
    definition, language = queries.definition_of(audience), (get_language() or "en").split("-")[0]
    world = lookup.world([definition], language=language, reach=True)
    found = exclusions.count(definition, request.staff.scope, world=world)
    context = {
        "title": gettext("Left out of “{name}”, and why").format(name=audience.name),
        "audience": audience,
        "fit": found.fit,
        "channels": _channels(found),
        "fine": True,
    }
    return frame.page(request, "office/audiences/left-out.html", context)


def _channels(found: Exclusions) -> list[Channel]:
    return [
        Channel(
            name,
            str(CHANNELS[name]),
            found.reached(name),
            [(str(CAUSES[name][cause]), people) for cause, people in told.items()],
            None,
        )
        for name, told in found.channels.items()
    ]
