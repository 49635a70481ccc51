"""Proof that it is really you, no older than five minutes, before anything weighty happens.

What counts depends on the mode: in training a password or one click, afterwards a second factor.
"""

from datetime import datetime, timedelta
from urllib.parse import urlencode

from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest
from django.urls import reverse

from muster.accounts import factors
from muster.accounts.models import Staff
from muster.kit import clock

FRESH_FOR = timedelta(minutes=5)
SESSION_KEY = "muster_stepup"
STRONG_KEY = "muster_strong"

# What was shown, weakest first.
CLICK = "click"
PASSWORD = "password"  # noqa: S105 - the name of a way, not a secret
CODE = "code"
PASSKEY = "passkey"
STRONG = frozenset({CODE, PASSKEY})


def fresh(request: HttpRequest) -> datetime | None:
    """Return when this person last proved who they are, if that still counts; else None."""
    staff = request.user
    if not isinstance(staff, Staff):
        return None
    at = _shown(request.session, staff)
    return at if at and request.session[SESSION_KEY]["how"] in accepted(staff) else None


def recent(request: HttpRequest) -> bool:
    """Tell whether a first second factor may be set up: a fresh password is enough while there is none."""
    staff = request.user
    if not isinstance(staff, Staff):
        return False
    if factors.enrolled(staff):
        return fresh(request) is not None
    return _shown(request.session, staff) is not None


def strong(request: HttpRequest) -> bool:
    """Tell whether this browser session has ever shown a second factor."""
    staff = request.user
    return isinstance(staff, Staff) and request.session.get(STRONG_KEY) == staff.pk


def accepted(staff: Staff) -> frozenset[str]:
    """Return the ways that count for this person now."""
    if factors.required(staff):
        return STRONG
    if factors.one_click(staff):
        return STRONG | {PASSWORD, CLICK}
    return STRONG | {PASSWORD}


def confirm(session: SessionBase, staff: Staff, how: str) -> datetime:
    """Remember in the session that ``staff`` has just shown who they are."""
    at = clock.db_now()
    session[SESSION_KEY] = {"staff": staff.pk, "at": at.isoformat(), "how": how}
    if how in STRONG:
        session[STRONG_KEY] = staff.pk
    return at


def url(back: str) -> str:
    """Return the address of the page that asks, and then leads to ``back``."""
    return f"{reverse('account_reauthenticate')}?{urlencode({'next': back})}"


def _shown(session: SessionBase, staff: Staff) -> datetime | None:
    """Return when anything at all was shown by this person, if within the last five minutes."""
    shown = session.get(SESSION_KEY)
    if not shown or shown["staff"] != staff.pk:
        return None
    at = datetime.fromisoformat(shown["at"])
    return at if timedelta(0) <= clock.db_now() - at <= FRESH_FOR else None
