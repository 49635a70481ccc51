"""Showing again who one is, before something weighty: a password, a code, a passkey, or in training a click."""

from datetime import timedelta
from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib.sessions.backends.base import SessionBase
from django.core.exceptions import ValidationError
from django.db import transaction

from muster.accounts import factors, stepup
from muster.accounts.errors import NotYou, TooManyTries, WrongCode, WrongPassword
from muster.accounts.models import Staff
from muster.audit.actions import record
from muster.kit import limits
from muster.kit.errors import Refused

TRIES = 10
WINDOW = timedelta(minutes=15)
# A code stays valid for up to a minute and a half, but counts once.
CODE_LIFE = timedelta(seconds=90)


def confirm(
    *,
    staff: Staff,
    session: SessionBase,
    password: str = "",
    code: str = "",
    credential: dict[str, Any] | None = None,
) -> None:
    """Check what was shown and remember it for five minutes; the strongest thing shown counts."""
    _count_try("confirm", staff)
    try:
        with transaction.atomic():
            how = stepup.PASSKEY if credential else _shown(staff, password, code)
            if credential:
                _check_passkey(staff, credential)
            record(by=staff, verb="staff.confirmed", subject=staff.actor, how=how)
    except Refused:
        record(by=staff, verb="staff.confirm-failed", subject=staff.actor)
        raise
    stepup.confirm(session, staff, how)


def check_code(*, staff: Staff, code: str) -> Authenticator:
    """Accept a code of the authenticator app or from paper, once, and return what it came from."""
    _count_try("second-factor", staff)
    tidy = code.replace(" ", "")
    kinds = (Authenticator.Type.TOTP, Authenticator.Type.RECOVERY_CODES)
    with transaction.atomic():
        mine = Authenticator.objects.select_for_update().filter(user=staff, type__in=kinds)
        for factor in mine:
            if factor.wrap().validate_code(tidy) and _first_use(staff, tidy):
                factor.user = staff
                return factor
    raise WrongCode


def _count_try(what: str, staff: Staff) -> None:
    # Outside any block that a wrong answer rolls back, so that the try stays counted.
    if not limits.take(what, staff.actor, capacity=TRIES, per=WINDOW):
        raise TooManyTries


def _shown(staff: Staff, password: str, code: str) -> str:
    if not password and not code:
        if factors.one_click(staff):
            return stepup.CLICK
        raise NotYou
    # Outside training a code alone could be read over a shoulder: the password is asked as well.
    asked = password or (factors.required(staff) and staff.has_usable_password())
    if asked and not staff.check_password(password):
        raise WrongPassword
    if code:
        check_code(staff=staff, code=code).record_usage()
        return stepup.CODE
    return stepup.PASSWORD


def _check_passkey(staff: Staff, credential: dict[str, Any]) -> None:
    from allauth.mfa.webauthn.internal import auth as webauthn

    try:
        webauthn.parse_authentication_response(credential)
        webauthn.complete_authentication(staff, credential).record_usage()
    except (ValidationError, KeyError, IndexError, TypeError, ValueError, AttributeError) as error:
        # Whatever no browser would send is simply a wrong answer.
        raise NotYou from error


def _first_use(staff: Staff, code: str) -> bool:
    return limits.take("code-used", f"{staff.actor}:{code}", capacity=1, per=CODE_LIFE)
