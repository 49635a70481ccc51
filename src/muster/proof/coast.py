"""The organisation most stories and strikes play in: live, with staff who have a second factor each."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from muster.accounts.models import Staff


def found(site_url: str) -> None:
    """Make the organisation, live."""
    from muster.accounts.models import Organisation

    Organisation.objects.update_or_create(
        pk=1,
        defaults={
            "name": "Coast",
            "legal_address": "Coast, 1 Harbour Road, Whitby",
            "country": "PL",
            "mode": Organisation.Mode.LIVE,
            "sender_name": "Coast",
            "sender_address": "hello@coast.example",
            "reply_domain": "coast.example",
            "site_url": site_url,
        },
    )


def hired(name: str, roles: tuple[str, ...], *, password: str | None = None) -> tuple[Staff, str]:
    """Somebody of every region with these roles, and the secret of their second factor.

    Without a password they cannot sign in, which is enough where only their hand is needed.
    """
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

    from muster.accounts.models import RoleGrant, Staff

    staff = Staff(email=f"{name}@coast.example", name=name.title(), every_region=True)
    staff.set_password(password)
    staff.save()
    for role in roles:
        RoleGrant.objects.create(staff=staff, role=role)
    secret = generate_totp_secret()
    TOTP.activate(staff, secret)
    return staff, secret
