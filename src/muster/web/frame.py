"""The frame around every page: who looks, in which mode, what waits; and the pages for errors."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import SimpleLazyObject

from muster.accounts.models import Staff


def page(
    request: HttpRequest, template: str, context: dict[str, Any] | None = None, *, status: int = 200
) -> HttpResponse:
    """Render one page; for a part alone name it as "page.html#part"."""
    return render(request, template, context or {}, status=status)


def error_page(request: HttpRequest, status: int, words: str) -> HttpResponse:
    """Say in words what went wrong, what is safe and what to do next."""
    staff = request.user if isinstance(getattr(request, "user", None), Staff) else None
    return render(
        request,
        "errors/error.html",
        {"words": words, "status": status, "staff": staff},
        status=status,
    )


def context(request: HttpRequest) -> dict[str, Any]:
    """What every template may ask for: the organisation, the staff member, what goes on around."""
    from muster.accounts.queries import organisation

    user = getattr(request, "user", None)
    staff = user if isinstance(user, Staff) else None
    return {
        "organisation": SimpleLazyObject(organisation),
        "staff": staff,
        "frame": SimpleLazyObject(lambda: _around(request, staff)),
    }


def _around(request: HttpRequest, staff: Staff | None) -> dict[str, Any]:
    # Imported when a page draws the frame: an error page must not depend on every domain.
    from muster.web.around import around

    return around(request, staff)
