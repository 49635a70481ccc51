"""How every page of a team is drawn: with what just happened, and with the place of the team in the navigation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from muster.web.site import speech
from muster.web.site.team import said

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


def page(
    request: HttpRequest, template: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """Render one page of a team."""
    shared = {"said": said.words(request), "nav": "team"}
    return speech.page(request, f"site/team/{template}.html", {**shared, **context}, status=status)
