"""Passwords: chosen, changed, and set anew through a link that only the mailbox holds."""

from django.contrib.auth import HASH_SESSION_KEY
from django.contrib.auth.password_validation import validate_password
from django.contrib.auth.tokens import default_token_generator
from django.contrib.sessions.backends.base import SessionBase
from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse

from muster.accounts import sessions
from muster.accounts.actions.sessions import end_sessions
from muster.accounts.errors import LinkOver, PasswordTooWeak, WrongPassword
from muster.accounts.models import Staff
from muster.accounts.queries import organisation, site_url
from muster.audit.actions import record
from muster.kit.letters import Letter, post


@transaction.atomic
def change_password(*, staff: Staff, current: str, password: str, session: SessionBase) -> None:
    """Set a new password for somebody who knows the old one; other browsers are signed out."""
    if staff.has_usable_password() and not staff.check_password(current):
        raise WrongPassword
    _set(staff, password)
    # Django ties a session to the password; this browser stays signed in under the new one.
    session[HASH_SESSION_KEY] = staff.get_session_auth_hash()
    end_sessions(staff=staff, why="password", by=staff, but=sessions.mac(session))
    record(by=staff, verb="staff.password-changed", subject=staff.actor)


@transaction.atomic
def send_reset(*, email: str) -> None:
    """Write to a known, active address with a link; do nothing else, and nothing for any other."""
    staff = Staff.objects.filter(email__iexact=email, is_active=True, demo=False).first()
    if staff is None:
        return
    token = default_token_generator.make_token(staff)
    link = site_url() + reverse("password", args=[staff.pk, token])
    context = {"name": staff.name, "organisation": organisation().name, "link": link}
    post(
        Letter(
            kind="password",
            to=staff.email,
            language=staff.language,
            context=context,
            idempotency=f"password:{staff.pk}:{token}",
        )
    )
    record(by=staff, verb="staff.password-link-sent", subject=staff.actor)


@transaction.atomic
def set_password(*, staff_id: int, token: str, password: str) -> Staff:
    """Set a password through a mailed link. Second factors stay as they are."""
    staff: Staff | None = (
        Staff.objects.select_for_update().filter(pk=staff_id, is_active=True).first()
    )
    if staff is None or not default_token_generator.check_token(staff, token):
        raise LinkOver
    _set(staff, password)
    end_sessions(staff=staff, why="password", by=staff)
    record(by=staff, verb="staff.password-set", subject=staff.actor)
    return staff


def check_strength(password: str, staff: Staff) -> None:
    """Refuse short, common and personal passwords, with all reasons at once."""
    try:
        validate_password(password, staff)
    except ValidationError as error:
        raise PasswordTooWeak(list(error.messages)) from error


def _set(staff: Staff, password: str) -> None:
    check_strength(password, staff)
    staff.set_password(password)
    Staff.objects.filter(pk=staff.pk).update(password=staff.password)
