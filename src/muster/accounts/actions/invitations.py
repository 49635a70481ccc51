"""Inviting people to the staff. The link works once, for seven days; we keep only its fingerprint."""

from collections.abc import Collection
from datetime import timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.urls import reverse

from muster.accounts.actions.passwords import check_strength
from muster.accounts.actions.staff import check_known
from muster.accounts.errors import AlreadyStaff, InvitationOver, may_not
from muster.accounts.links import digest
from muster.accounts.models import Invitation, RoleGrant, Staff
from muster.accounts.queries import organisation, site_url
from muster.audit.actions import record
from muster.kit import clock, ids
from muster.kit.letters import Letter, post

VALID_FOR = timedelta(days=7)


@transaction.atomic
def invite(
    *,
    email: str,
    name: str,
    language: str,
    roles: Collection[str],
    every_region: bool,
    regions: Collection[str],
    by: Staff,
) -> tuple[Invitation, str]:
    """Invite somebody by mail and return the invitation with its link; an open one is replaced."""
    if not by.may("staff.manage"):
        raise may_not()
    check_known(roles, regions)
    regions = [] if every_region else sorted(regions)
    given = {"roles": sorted(roles), "every_region": every_region, "regions": regions}
    invitation, token = _make(email.strip().lower(), name.strip(), language, given, by)
    link = site_url() + reverse("invitation", args=[token])
    _write(invitation, link, by)
    record(
        by=by,
        verb="staff.invited",
        subject=f"invitation:{invitation.pk}",
        roles=given["roles"],
        every_region=every_region,
        regions=given["regions"],
    )
    return invitation, link


@transaction.atomic
def withdraw(*, invitation: Invitation, by: Staff) -> None:
    """Make an invitation's link worthless."""
    if not by.may("staff.manage"):
        raise may_not()
    done = Invitation.objects.filter(
        pk=invitation.pk, accepted_at__isnull=True, withdrawn_at__isnull=True
    ).update(withdrawn_at=clock.db_now())
    if not done:
        raise InvitationOver
    record(by=by, verb="staff.invitation-withdrawn", subject=f"invitation:{invitation.pk}")


@transaction.atomic
def accept(*, token: str, name: str, language: str, password: str) -> Staff:
    """Turn an invitation into a member of staff; the holder of the link chooses name and password."""
    invitation = Invitation.objects.select_for_update().filter(token_digest=digest(token)).first()
    now = clock.db_now()
    if invitation is None or invitation.state(now) != "open":
        raise InvitationOver
    staff = Staff(
        email=invitation.email,
        name=name.strip(),
        language=language,
        every_region=invitation.every_region,
    )
    check_strength(password, staff)
    staff.set_password(password)
    try:
        with transaction.atomic():
            staff.save()
    except IntegrityError:
        raise InvitationOver from None
    staff.regions.set(invitation.regions)
    giver = invitation.invited_by.actor
    RoleGrant.objects.bulk_create(
        RoleGrant(staff=staff, role=role, granted_by=giver) for role in invitation.roles
    )
    Invitation.objects.filter(pk=invitation.pk).update(accepted_at=now, accepted_by=staff)
    record(
        by=staff, verb="staff.joined", subject=f"invitation:{invitation.pk}", roles=invitation.roles
    )
    return staff


def _make(
    email: str, name: str, language: str, given: dict[str, Any], by: Staff
) -> tuple[Invitation, str]:
    if Staff.objects.filter(email__iexact=email).exists():
        raise AlreadyStaff
    now, token = clock.db_now(), ids.token()
    _open(email).update(withdrawn_at=now)
    invitation = Invitation.objects.create(
        email=email,
        name=name,
        language=language,
        token_digest=digest(token),
        invited_by=by,
        invited_at=now,
        expires_at=now + VALID_FOR,
        **given,
    )
    return invitation, token


def _open(email: str) -> QuerySet[Invitation]:
    return Invitation.objects.filter(
        email=email, accepted_at__isnull=True, withdrawn_at__isnull=True
    )


def _write(invitation: Invitation, link: str, by: Staff) -> None:
    post(
        Letter(
            kind="invitation",
            to=invitation.email,
            language=invitation.language,
            context={
                "name": invitation.name,
                "inviter": by.name,
                "organisation": organisation().name,
                "link": link,
                "days": VALID_FOR.days,
            },
            idempotency=f"invitation:{invitation.pk}",
        )
    )
