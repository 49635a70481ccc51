"""News that reached somebody, read again on their own page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.views.decorators.http import require_safe

from muster.broadcasts import received
from muster.kit.errors import NotFound
from muster.people import queries
from muster.web.gate import member
from muster.web.site.speech import page, private, spoken

if TYPE_CHECKING:
    from django.http import HttpResponse

    from muster.web.gate import MemberRequest


@member
@require_safe
@private
@spoken
def show(request: MemberRequest, number: int) -> HttpResponse:
    """The words as they reached this person."""
    keys = [key.pk for key in queries.keys_of(request.person)]
    found = received.letter(number, key_ids=keys, person=request.person)
    if found is None:
        raise NotFound
    return page(request, "site/my_news.html", {"news": found, "title": found.subject})
