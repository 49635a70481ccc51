"""How the sign-in library is wired into this house: our limits, our letters, our keys, nobody signs up."""

import base64
from datetime import timedelta
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.mfa.adapter import DefaultMFAAdapter
from django.http import HttpRequest, HttpResponse

from muster.accounts import actions, stepup
from muster.accounts.models import Staff
from muster.accounts.queries import organisation
from muster.kit import limits, secrets

TRIES = 10
TRIES_PER_NETWORK = 60
WINDOW = timedelta(minutes=15)
_PURPOSE = "second-factor"


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Password sign-in, counted per address and per network whether or not the address is known."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody signs up; staff are invited."""
        del request
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Count the try before looking at the password."""
        network = limits.network(request.META.get("REMOTE_ADDR", ""))
        address = str(credentials.get("email", "")).casefold()
        by_network = limits.take("sign-in-network", network, capacity=TRIES_PER_NETWORK, per=WINDOW)
        by_address = limits.take("sign-in", address, capacity=TRIES, per=WINDOW)
        if not (by_network and by_address):
            raise self.validation_error("too_many_login_attempts")

    def post_login(self, request: HttpRequest, user: Staff, **hooks: Any) -> HttpResponse:
        """Write down that somebody came in; having just come in counts as having shown who one is."""
        how = _how(request, user)
        stepup.confirm(request.session, user, how)
        actions.signed_in(staff=user, how=how)
        response: HttpResponse = super().post_login(request, user, **hooks)
        return response

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """The page that follows says what happened."""

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """The library sends no mail of its own; letters go through ``kit.letters``."""
        del email, context
        raise NotImplementedError(template_prefix)


def _how(request: HttpRequest, user: Staff) -> str:
    kinds = {record.get("type") for record in get_authentication_records(request, user)}
    if "webauthn" in kinds:
        return stepup.PASSKEY
    return stepup.CODE if kinds & {"totp", "recovery_codes"} else stepup.PASSWORD


class MFAAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Secrets of second factors are sealed with the master key before they are stored."""

    def encrypt(self, text: str) -> str:
        """Seal a secret."""
        return base64.b64encode(secrets.seal(text.encode(), _PURPOSE)).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Open what ``encrypt`` sealed."""
        return secrets.unseal(base64.b64decode(encrypted_text), _PURPOSE).decode()

    def get_totp_issuer(self) -> str:
        """Authenticator apps list us under the organisation's name."""
        return organisation().name

    def get_totp_label(self, user: Staff) -> str:
        """Authenticator apps show the address the person signs in with."""
        return user.email

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """Changes to second factors are told by our own actions."""
