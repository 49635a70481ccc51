"""How every page of a leader is drawn, what was just done, and how a refusal is told on the page itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import gettext_lazy as _

from muster.web.site import speech

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpRequest, HttpResponse
    from django.utils.functional import Promise

    from muster.groups.leading import Lead

_SAID: Final[Mapping[str, Promise]] = {
    "read": _("Noted as read."),
    "letters": _("You get a letter when your members act, once a day at most."),
    "silent": _("You get no letter. What your members do stands here."),
    "pointed": _("They have their point person."),
    "shared": _("Everybody has a point person now."),
    "talked": _("It stands on their record that you spoke."),
    "made": _("The list is ready. Take the first call."),
    "noted": _("It stands on their record. Take the next call when you are ready."),
    "returned": _("The call is back on the list."),
    "closed": _("The list is closed."),
    "came": _("It stands on their record, and counts."),
    "aims": _("The aims of this week hold."),
}


def page(
    request: HttpRequest, template: str, lead: Lead, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """Render one page of a leader."""
    shared = {
        "said": _SAID.get(request.GET.get("done", ""), ""),
        "nav": "team",
        "group": lead.group,
        "rights": lead.rights,
    }
    return speech.page(request, f"site/lead/{template}.html", {**shared, **context}, status=status)
