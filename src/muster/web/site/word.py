"""Our own words about a message that went wrong, for everybody it reached (C2).

The address names the correction and nobody who reads it; the count is one number for each day.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.http import require_safe

from muster.broadcasts import actions, word_page
from muster.kit.errors import NotFound
from muster.web.gate import public
from muster.web.site.speech import page, secret, spoken


@public("the words of a correction are for everybody it reached; the address names no reader")
@require_safe
@secret
@spoken
def word(request: HttpRequest, token: str) -> HttpResponse:
    found = word_page.of(token)
    if found is None:
        raise NotFound
    if request.method == "GET":
        actions.count_visit(broadcast=found.broadcast)
    return page(request, "site/word.html", {"word": found})


urlpatterns = [path("word/<str:token>/", word, name="word")]
