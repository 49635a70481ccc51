"""The first administrator of an installation, and the end of its sample data.

Whoever holds the key that the computer itself prints makes the first account; once anybody has one,
the key opens nothing.
"""

from __future__ import annotations

from django.db import connection, transaction

from muster.accounts.actions.passwords import check_strength
from muster.accounts.errors import AlreadyBegun, NotASample, may_not
from muster.accounts.models import Organisation, RoleGrant, Staff
from muster.accounts.queries import is_sample, key_to_begin
from muster.audit.actions import record
from muster.kit import secrets


@transaction.atomic
def begin(
    *, key: str, organisation: str, name: str, email: str, language: str, password: str
) -> Staff:
    """Name the organisation and make its first administrator, in training mode."""
    _one_at_a_time()
    if Staff.objects.exists() or not secrets.same(key, key_to_begin()):
        raise AlreadyBegun
    staff = Staff(email=email.strip().lower(), name=name.strip(), language=language)
    staff.every_region = True
    check_strength(password, staff)
    staff.set_password(password)
    staff.save()
    RoleGrant.objects.create(staff=staff, role="administrator", granted_by=staff.actor)
    Organisation.objects.update_or_create(pk=1, defaults={"name": organisation.strip()})
    record(by=staff, verb="organisation.begun", subject="organisation:1")
    return staff


@transaction.atomic
def forget_sample(*, by: Staff) -> None:
    """Empty every table of an installation that holds nothing but the sample. There is no way back."""
    if not by.may("settings.manage"):
        raise may_not()
    _one_at_a_time()
    if not is_sample():
        raise NotASample
    with connection.cursor() as cursor:
        # The function looks again by itself, and it alone may empty tables; see migration “sample”.
        cursor.execute("SELECT accounts_forget_sample()")


def _one_at_a_time() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('accounts:beginning', 0))")
