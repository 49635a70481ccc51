"""A test client that holds every page it fetches to the page rules."""

from typing import Any

from django.db import connection
from django.http import HttpResponse
from django.test import Client


class CheckingClient(Client):
    """Fetches like a browser; a page that breaks the rules fails the test that fetched it."""

    def request(self, **request: Any) -> HttpResponse:
        """Fetch, give the connection its own role back, and check the page."""
        response = super().request(**request)
        # Inside a test's transaction the gate's local settings would outlive the request.
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT set_config('role', 'muster_owner', false), set_config('muster.scope', '', false)"
            )
        content_type = response.get("Content-Type", "")
        if (
            not response.streaming
            and content_type.startswith("text/html")
            and "HX-Request" not in str(request)
        ):
            _check(response)
        return response


def _check(response: HttpResponse) -> None:
    try:
        from tests.pagerules import check
    except ImportError:
        return
    check(response)
