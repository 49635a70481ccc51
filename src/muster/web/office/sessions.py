"""What happens to every request of staff before its page: is the session still good, and strong enough?

Also tells the log where the request came from, and the page in which language to speak.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.auth import logout
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils import translation
from django.utils.deprecation import MiddlewareMixin

from muster.accounts import actions, factors, sessions, stepup
from muster.accounts.models import Staff
from muster.audit import circumstances
from muster.web.gate import gate_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse


class StaffSessions(MiddlewareMixin):
    """Ends idle, old and killed sessions, and asks for a second factor once things are live."""

    def process_request(self, request: HttpRequest) -> None:
        """Sign a dead session out; say who and where to the log; speak the person's language."""
        staff = request.user
        if isinstance(staff, Staff):
            if staff.is_active and actions.keep_session(request=request, staff=staff):
                _speak(request, staff)
            else:
                logout(request)
        circumstances.say(
            session=sessions.mac(request.session),
            ip_class=circumstances.network_class(request.META.get("REMOTE_ADDR", "")),
        )

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        """Send weighty roles to their second factor before any weighty page."""
        del args, kwargs
        staff, gate = request.user, gate_of(view)
        if not isinstance(staff, Staff) or gate is None or not gate.weighty:
            return None
        if stepup.strong(request) or not factors.required(staff):
            return None
        if factors.enrolled(staff):
            return HttpResponseRedirect(stepup.url(request.get_full_path()))
        return HttpResponseRedirect(f"{reverse('office:account')}#factors")

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """Forget where the request came from."""
        del request
        circumstances.forget()
        return response


def _speak(request: HttpRequest, staff: Staff) -> None:
    translation.activate(staff.language)
    request.LANGUAGE_CODE = translation.get_language() or staff.language
