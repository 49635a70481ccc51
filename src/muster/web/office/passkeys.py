"""What a passkey answers, as the sign-in library’s forms read it, and never a broken page for rubbish."""

from __future__ import annotations

import json
from typing import Any

from allauth.mfa.webauthn.forms import AddWebAuthnForm, AuthenticateWebAuthnForm, LoginWebAuthnForm
from django.utils.translation import gettext as _

# Whatever the library’s parser stumbles over in an answer that no browser would send.
RUBBISH = (KeyError, IndexError, TypeError, ValueError, AttributeError)


class _Sturdy:
    def full_clean(self) -> None:
        """Read the answer; what cannot be read is a wrong answer."""
        try:
            super().full_clean()  # type: ignore[misc]
        except RUBBISH:
            self.add_error(None, _("That did not show who you are. Try again."))  # type: ignore[attr-defined]


class EnterForm(_Sturdy, LoginWebAuthnForm):  # type: ignore[misc]
    """A passkey alone, at the entrance."""


class SecondForm(_Sturdy, AuthenticateWebAuthnForm):  # type: ignore[misc]
    """A passkey after the password."""


class NewForm(_Sturdy, AddWebAuthnForm):  # type: ignore[misc]
    """A passkey that is registered."""


def written(options: Any) -> str:
    """Return the server’s challenge as text for the page; nested parts are mappings of the library’s."""
    return json.dumps(options, default=dict)
