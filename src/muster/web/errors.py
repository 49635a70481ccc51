"""Pages for what goes wrong before a view runs, or inside it."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from muster.web import frame


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: the browser sent something we cannot read."""
    return frame.error_page(
        request, 400, _("We could not read what your browser sent; go back and try again")
    )


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403: the form is too old or came from another site."""
    return frame.error_page(
        request, 403, _("This form is no longer valid; reload the page and send it again")
    )


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: absent, or not yours; both look the same."""
    return frame.error_page(request, 404, _("This page does not exist, or it is not yours to see"))


def broken(request: HttpRequest) -> HttpResponse:
    """500: our fault. Nothing of the request was saved."""
    return frame.error_page(request, 500, _("Something broke on our side; nothing was saved"))


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: the form's token is missing or too old."""
    return frame.error_page(
        request, 403, _("This form is no longer valid; reload the page and send it again")
    )
