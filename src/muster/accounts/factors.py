"""Second factors: who must have one, who has one, and when a click is enough."""

from collections.abc import Iterable

from allauth.mfa.models import Authenticator
from django.conf import settings

from muster.accounts.models import Staff
from muster.accounts.queries import organisation
from muster.accounts.roles import NEEDS_SECOND_FACTOR

TYPES = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
CODES = (Authenticator.Type.TOTP, Authenticator.Type.RECOVERY_CODES)


def weighty(staff: Staff) -> bool:
    """Tell whether any role lets this person approve, send, export or administer."""
    return bool(staff.permissions & NEEDS_SECOND_FACTOR)


def required(staff: Staff) -> bool:
    """Tell whether this person must show a second factor now: from the first live step on."""
    return weighty(staff) and not organisation().training


def enrolled(staff: Staff) -> bool:
    """Tell whether this person has set up an authenticator app or a passkey."""
    return bool(Authenticator.objects.filter(user_id=staff.pk, type__in=TYPES).exists())


def one_click(staff: Staff) -> bool:
    """Tell whether this person belongs to the invented cast and everything is training."""
    demo = bool(getattr(settings, "MUSTER_DEMO", False))
    return demo and staff.demo and staff.is_active and organisation().training


def enrolled_among(staff: Iterable[Staff]) -> set[int]:
    """Return the ids of those who have an authenticator app or a passkey."""
    held = Authenticator.objects.filter(user__in=list(staff), type__in=TYPES)
    return set(held.values_list("user_id", flat=True))


def proven_among(staff: Iterable[Staff]) -> set[int]:
    """Return the ids of those who have the second factor that the mode asks of them now."""
    known = list(staff)
    asked = [one for one in known if weighty(one)]
    if not asked or organisation().training:
        return {one.pk for one in known}
    return {one.pk for one in known} - {one.pk for one in asked} | enrolled_among(asked)


def held(staff: Staff) -> list[Authenticator]:
    """Return the app and the passkeys of one person, the oldest first."""
    return list(
        Authenticator.objects.filter(user=staff, type__in=TYPES).order_by("created_at", "id")
    )


def has_passkey(staff: Staff) -> bool:
    """Tell whether this person can answer with a passkey."""
    keys = Authenticator.objects.filter(user=staff, type=Authenticator.Type.WEBAUTHN)
    return bool(keys.exists())


def has_codes(staff: Staff) -> bool:
    """Tell whether this person can answer with a code."""
    return bool(Authenticator.objects.filter(user=staff, type__in=CODES).exists())


def codes_left(staff: Staff) -> int | None:
    """Return how many paper codes are unused, or None if there are none at all."""
    kind = Authenticator.Type.RECOVERY_CODES
    paper = Authenticator.objects.filter(user=staff, type=kind).first()
    return len(paper.wrap().get_unused_codes()) if paper else None
