"""Second factors: an authenticator app, passkeys, and codes on paper for the day both are lost."""

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, validate_totp_code
from django.db import transaction

from muster.accounts import factors
from muster.accounts.actions.sessions import end_sessions
from muster.accounts.errors import LastFactor, OwnFactors, WrongCode, may_not
from muster.accounts.models import Staff
from muster.audit.actions import record
from muster.kit.letters import Letter, post


@transaction.atomic
def add_totp(*, staff: Staff, secret: str, code: str) -> None:
    """Trust the authenticator app that showed the right code for ``secret``."""
    if not validate_totp_code(secret, code.replace(" ", "")):
        raise WrongCode
    Authenticator.objects.filter(user=staff, type=Authenticator.Type.TOTP).delete()
    TOTP.activate(staff, secret)
    _tell(staff, "factor.added", "totp")


@transaction.atomic
def add_passkey(*, staff: Staff, name: str, credential: dict[str, Any]) -> None:
    """Trust a passkey whose registration the sign-in library has verified."""
    from allauth.mfa.webauthn.internal.auth import WebAuthn

    WebAuthn.add(staff, name.strip()[:60], credential)
    _tell(staff, "factor.added", "webauthn")


@transaction.atomic
def remove_factor(*, staff: Staff, factor_id: int) -> None:
    """Stop trusting one factor; weighty roles keep at least one outside training."""
    mine = Authenticator.objects.filter(user=staff, type__in=factors.TYPES)
    gone, left = mine.filter(pk=factor_id).first(), mine.exclude(pk=factor_id).exists()
    if gone is None:
        return
    if not left and factors.required(staff):
        raise LastFactor
    gone.delete()
    if not left:
        Authenticator.objects.filter(user=staff).delete()
    _tell(staff, "factor.removed", gone.type)


@transaction.atomic
def new_recovery_codes(*, staff: Staff) -> list[str]:
    """Make ten new codes, each good once, and forget the old ones."""
    Authenticator.objects.filter(user=staff, type=Authenticator.Type.RECOVERY_CODES).delete()
    codes: list[str] = RecoveryCodes.activate(staff).get_unused_codes()
    _tell(staff, "factor.codes-made", "recovery_codes")
    return codes


@transaction.atomic
def reset_factors(*, staff: Staff, by: Staff) -> None:
    """Take away lost factors, so that new ones can be set up. Doors ask for it through ``approvals`` (A12)."""
    if not by.may("staff.manage"):
        raise may_not()
    if staff.pk == by.pk:
        raise OwnFactors
    Authenticator.objects.filter(user=staff).delete()
    end_sessions(staff=staff, why="factors", by=by)
    _tell(staff, "factor.reset", "all", by=by)


def _tell(staff: Staff, verb: str, kind: str, *, by: Staff | None = None) -> None:
    entry = record(by=by or staff, verb=verb, subject=staff.actor, kind=kind)
    if not staff.demo:
        post(
            Letter(
                kind="factor-changed",
                to=staff.email,
                language=staff.language,
                context={"name": staff.name},
                idempotency=f"factor:{entry.pk}",
            )
        )
