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

# What was shown, weakest first.
CLICK = "click"
PASSWORD = "password"  # noqa: S105 - the name of a way, not a secret
CODE = "code"
PASSKEY = "passkey"
STRONG = frozenset({CODE, PASSKEY})


def fresh(request: HttpRequest) -> datetime | None:
    """Return when this person last proved who they are, if that still counts; else None."""
    staff = request.user
    shown = request.session.get(SESSION_KEY)
    if not isinstance(staff, Staff) or not shown or shown["staff"] != staff.pk:
        return None
    at = datetime.fromisoformat(shown["at"])
    age = clock.db_now() - at
    if not timedelta(0) <= age <= FRESH_FOR:
        return None
    return at if shown["how"] in accepted(staff) else None


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
    return at


def url(back: str) -> str:
    """Return the address of the page that asks, and then leads to ``back``."""
    return f"{reverse('account_reauthenticate')}?{urlencode({'next': back})}"
