"""What a supporter says yes or no to on their own page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponse, HttpResponseRedirect
from django.utils import translation
from django.views.decorators.http import require_POST

from muster.kit import actors
from muster.people import actions, attention
from muster.web.gate import member
from muster.web.site.speech import address, spoken

if TYPE_CHECKING:
    from muster.web.gate import MemberRequest

_SOURCE = "own page"


@member
@require_POST
@spoken
def noting(request: MemberRequest) -> HttpResponse:
    """Whether what they look at here may be noted; a no holds from this moment."""
    by, key = actors.person(request.person.pk), request.key.pk
    if request.POST.get("yes"):
        actions.grant(
            key_id=key,
            channel=attention.CHANNEL,
            purpose=attention.PURPOSE,
            evidence=f"session {request.session_of_member.pk}",
            source=_SOURCE,
            by=by,
            wording=attention.wording(),
            language=translation.get_language() or "en",
        )
    else:
        actions.withdraw(key_id=key, purpose=attention.PURPOSE, source=_SOURCE, by=by)
    there = address(request, "my")
    return HttpResponseRedirect(f"{there}#noting")
