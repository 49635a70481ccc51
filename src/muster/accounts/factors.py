"""Second factors: who must have one, who has one, and when a click is enough."""

from collections.abc import Iterable

from allauth.mfa.models import Authenticator
from django.conf import settings

from muster.accounts.models import Staff
from muster.accounts.queries import organisation
from muster.accounts.roles import NEEDS_SECOND_FACTOR

TYPES = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


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
