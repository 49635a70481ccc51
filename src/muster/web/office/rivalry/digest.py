"""What the best achieved, as a draft to members who said yes to news. Others approve it; nothing leaves here."""

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
from muster.kit import clock
from muster.kit.errors import NotFound
from muster.rivalry import errors, queries
from muster.web import rivalling
from muster.web.gate import may
from muster.web.office.broadcasts.shared import session_mac

if TYPE_CHECKING:
    from django.http import HttpResponse

    from muster.rivalry.models import Season
    from muster.web.gate import StaffRequest


@may("broadcasts.write")
@require_POST
def digest(request: StaffRequest) -> HttpResponse:
    """Begin the draft of this week’s digest."""
    staff, season = request.staff, queries.season()
    if season is None or not staff.may("rivalry.run") or not staff.scope.everyone:
        raise NotFound
    told = rivalling.cards(queries.news(season))
    keys = queries.reachable(season)
    if not told or not keys:
        problem = errors.NobodyToTell() if told else errors.NothingToTell()
        messages.error(request, problem.message)
        return HttpResponseRedirect(reverse("office:rivalry") + "#news")
    return HttpResponseRedirect(
        reverse("office:broadcast-check", args=[_draft(request, season, told, keys)])
    )


def _draft(
    request: StaffRequest, season: Season, told: list[dict[str, object]], keys: list[int]
) -> int:
    selection = selections.select(
        channel="email",
        choices=[Choice(key, f"{season}:{key}") for key in keys],
        by=request.staff,
        at=clock.now(),
    )
    language = (get_language() or "en")[:2]
    made = broadcasts.answer_chosen(
        selection=selection,
        title=_("What the best achieved"),
        declared_text=_("members of teams that play, who said yes to news"),
        people=len(keys),
        subject=_("What the best teams achieved last week"),
        body="\n\n".join(f"{one['title']}\n{one['text']}" for one in told),
        language=language if language in dict(settings.LANGUAGES) else "en",
        purpose="news",
        by=request.staff,
        session_mac=session_mac(request),
    )
    messages.success(
        request,
        _("The digest is ready to be checked. Nothing was sent; others have to approve it."),
    )
    return made.pk
