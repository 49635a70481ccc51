"""Roles and regions of staff. Whoever's power changes is signed out everywhere, at once."""

from collections.abc import Collection

from django.db import transaction

from muster.accounts.actions.sessions import end_sessions
from muster.accounts.errors import (
    EnoughAdministrators,
    LastAdministrator,
    NoSuchStaff,
    OwnRoles,
    UnknownRole,
    may_not,
)
from muster.accounts.models import RoleGrant, Staff
from muster.accounts.queries import able, organisation
from muster.accounts.roles import ROLES
from muster.audit.actions import record
from muster.kit.actors import Doer
from muster.places.models import Region


@transaction.atomic
def change_roles(
    *, staff: Staff, roles: Collection[str], every_region: bool, regions: Collection[str], by: Staff
) -> None:
    """Give exactly these roles and regions. Doors ask for it through ``approvals`` (A12)."""
    _may_change(staff, by)
    check_known(roles, regions)
    held = set(
        RoleGrant.objects.select_for_update().filter(staff=staff).values_list("role", flat=True)
    )
    RoleGrant.objects.filter(staff=staff, role__in=held - set(roles)).delete()
    RoleGrant.objects.bulk_create(
        RoleGrant(staff=staff, role=role, granted_by=by.actor) for role in sorted(set(roles) - held)
    )
    Staff.objects.filter(pk=staff.pk).update(every_region=every_region)
    staff.regions.set([] if every_region else Region.objects.filter(pk__in=regions))
    _somebody_manages()
    end_sessions(staff=staff, why="roles", by=by)
    record(
        by=by,
        verb="staff.roles-changed",
        subject=staff.actor,
        before=sorted(held),
        after=sorted(roles),
        every_region=every_region,
        regions=sorted(regions),
    )


@transaction.atomic
def name_administrator(*, email: str, by: Doer) -> Staff:
    """Make a second administrator from the server itself, where nobody could agree to it (A12)."""
    active = Staff.objects.select_for_update().active()
    staff: Staff | None = active.filter(email__iexact=email.strip()).first()
    if staff is None:
        raise NoSuchStaff
    if len(able("staff.manage")) > 1:
        raise EnoughAdministrators
    RoleGrant.objects.get_or_create(
        staff=staff, role="administrator", defaults={"granted_by": by.actor}
    )
    end_sessions(staff=staff, why="roles", by=by)
    record(by=by, verb="staff.administrator-named", subject=staff.actor)
    return staff


@transaction.atomic
def close(*, staff: Staff, by: Staff) -> None:
    """Close an account: it is signed out, cannot sign in, and keeps its name in the log."""
    _may_change(staff, by)
    Staff.objects.filter(pk=staff.pk).update(is_active=False)
    _somebody_manages()
    end_sessions(staff=staff, why="closed", by=by)
    record(by=by, verb="staff.closed", subject=staff.actor)


@transaction.atomic
def reopen(*, staff: Staff, by: Staff) -> None:
    """Let a closed account sign in again, with the roles it had."""
    _may_change(staff, by)
    Staff.objects.filter(pk=staff.pk).update(is_active=True)
    record(by=by, verb="staff.reopened", subject=staff.actor)


@transaction.atomic
def choose_language(*, staff: Staff, language: str) -> None:
    """Remember in which language this person works."""
    Staff.objects.filter(pk=staff.pk).update(language=language)
    record(by=staff, verb="staff.language-chosen", subject=staff.actor, language=language)


def check_known(roles: Collection[str], regions: Collection[str]) -> None:
    """Refuse roles and regions that nobody declared."""
    known = Region.objects.filter(pk__in=regions).count()
    if not set(roles) <= set(ROLES) or known != len(set(regions)):
        raise UnknownRole


def _may_change(staff: Staff, by: Staff) -> None:
    if not by.may("staff.manage"):
        raise may_not()
    # In training one person may try every hat on.
    if staff.pk == by.pk and not organisation().training:
        raise OwnRoles


def _somebody_manages() -> None:
    if not able("staff.manage"):
        raise LastAdministrator
