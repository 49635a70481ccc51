"""Who may pass a URL. Every view carries exactly one gate, which also sets whose rows it can see.

A view without a gate is never run. What a person may not see looks exactly like what does not exist.
"""

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import quote

from asgiref.sync import sync_to_async
from django.conf import settings
from django.db import OperationalError, transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from muster.accounts.models import Staff
from muster.kit import collisions
from muster.kit.errors import NotFound, Refused
from muster.kit.scope import Scope, entered

if TYPE_CHECKING:
    from muster.people.models import IdentityKey, MemberSession, Person

View = Callable[..., Any]

# Views of libraries that we mount, by module, with the reason why they may run.
FOREIGN = {
    "allauth.": "sign-in, second factors and re-authentication guard themselves",
    "django.views.i18n": "the choice of a language",
}
MEMBERS = "for supporters who are signed in; everybody else is led to the door"


@dataclass(frozen=True, slots=True)
class Gate:
    """``permission`` a staff member needs; empty with ``reason`` for a page that is open on purpose.

    ``weighty`` where whoever needs a second factor has to have shown it.
    """

    permission: str = ""
    reason: str = ""
    staff_only: bool = True
    weighty: bool = False


class StaffRequest(HttpRequest):
    """A request whose gate has checked the staff member."""

    staff: Staff


class MemberRequest(HttpRequest):
    """A request of a supporter who signed in by a link from their mailbox."""

    person: "Person"
    key: "IdentityKey"
    session_of_member: "MemberSession"


class Ungated(RuntimeError):
    """A view was mounted without a gate; it is not run."""


def may(permission: str) -> Callable[[View], View]:
    """Let staff with ``permission`` pass, inside their own regions."""
    return _gated(Gate(permission=permission, weighty=True))


def signed_in(view: View) -> View:
    """Let any signed-in staff member pass, inside their own regions."""
    return _gated(Gate(reason="for every signed-in staff member"))(view)


def each_their_own(view: View) -> View:
    """Let any signed-in staff member find whatever their permissions let them see, who is on record included."""
    why = "for every signed-in staff member; each finds what they may see"
    return _gated(Gate(reason=why, weighty=True))(view)


def public(reason: str) -> Callable[[View], View]:
    """Let everyone pass; the view sees nobody's record until it narrows the scope to a link's holder."""
    return _gated(Gate(reason=reason, staff_only=False))


def member(view: View) -> View:
    """Let a supporter pass who is signed in; the view sees their own record and what is open to them."""

    @wraps(view)
    def inner(request: MemberRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        from muster.web import members

        if not members.let_in(request):
            return members.to_the_door(request)
        response: HttpResponseBase = view(request, *args, **kwargs)
        members.note(request, response)
        return response

    return public(MEMBERS)(inner)


def _gated(gate: Gate) -> Callable[[View], View]:
    def decorate(view: View) -> View:
        wrapped = (
            _asynchronous(view, gate) if inspect.iscoroutinefunction(view) else _plain(view, gate)
        )
        wrapped.gate = gate  # type: ignore[attr-defined]
        return wrapped

    return decorate


def _plain(view: View, gate: Gate) -> View:
    @wraps(view)
    def inner(request: StaffRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        turned_away = _check(request, gate)
        if turned_away is not None:
            return turned_away
        with entered(_scope(request, gate)):
            response: HttpResponseBase = view(request, *args, **kwargs)
            # Rendered here, so that a lazy template cannot read outside the scope.
            if hasattr(response, "render") and not getattr(response, "is_rendered", True):
                response = cast("Any", response).render()
            return response

    return inner


def _asynchronous(view: View, gate: Gate) -> View:
    """A streaming view enters its scope itself, anew for each look at the database."""

    @wraps(view)
    async def inner(request: StaffRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        turned_away = await sync_to_async(_check)(request, gate)
        if turned_away is not None:
            return turned_away
        return cast("HttpResponseBase", await view(request, *args, **kwargs))

    return cast("View", transaction.non_atomic_requests(inner))


def _check(request: StaffRequest, gate: Gate) -> HttpResponse | None:
    if not gate.staff_only:
        return None
    user = request.user
    if not isinstance(user, Staff) or not user.is_active:
        return HttpResponseRedirect(f"{settings.LOGIN_URL}?next={quote(request.get_full_path())}")
    if gate.permission and not user.may(gate.permission):
        raise Http404
    request.staff = user
    return None


def _scope(request: StaffRequest, gate: Gate) -> Scope:
    return request.staff.scope if gate.staff_only else Scope.NOBODY


def gate_of(view: View) -> Gate | None:
    """Return the gate of a mounted view, or None when it has none."""
    own = getattr(view, "gate", None)
    if isinstance(own, Gate):
        return own
    module = getattr(inspect.unwrap(view), "__module__", "") or ""
    return next(
        (
            Gate(reason=why, staff_only=False)
            for name, why in FOREIGN.items()
            if module.startswith(name)
        ),
        None,
    )


class GateMiddleware:
    """Refuses to run ungated views and turns our named errors into pages."""

    sync_capable = True
    async_capable = True

    def __init__(self, get_response: Callable[[HttpRequest], Any]) -> None:
        self.get_response = get_response
        if inspect.iscoroutinefunction(get_response):
            from asgiref.sync import markcoroutinefunction

            markcoroutinefunction(self)

    def __call__(self, request: HttpRequest) -> Any:
        """Pass the request on; the work is done in the two hooks below."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: View, _args: Any, _kwargs: Any) -> None:
        """Stop a view that nobody declared a gate for."""
        if gate_of(view) is None:
            raise Ungated(f"{request.path}: declare @may(…), @signed_in or @public(…) on {view!r}")

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Answer NotFound with 404 and Refused with its words."""
        from muster.web import frame

        if isinstance(error, NotFound):
            return frame.error_page(
                request, 404, _("This page does not exist, or it is not yours to see")
            )
        if isinstance(error, OperationalError) and collisions.lost(error):
            error = collisions.AtOnce()
        if isinstance(error, Refused):
            return frame.error_page(request, error.status, error.message)
        return None
