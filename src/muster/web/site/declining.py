"""Why a card was declined, in words that help; what a bank does not want told is not guessed."""

from __future__ import annotations

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

_OTHER: Final = _("Your bank did not allow it, and does not tell us why. Another card may work.")
_WORDS: Final[dict[str, Promise]] = {
    "insufficient_funds": _("There was not enough money on the card."),
    "expired_card": _("The card has expired."),
    "incorrect_cvc": _("The three digits on the back did not fit."),
    "invalid_cvc": _("The three digits on the back did not fit."),
    "incorrect_number": _("The number of the card was not right."),
    "invalid_number": _("The number of the card was not right."),
    "invalid_expiry_month": _("The date on the card was not right."),
    "invalid_expiry_year": _("The date on the card was not right."),
    "authentication_required": _("Your bank wanted to ask you first. Try again and confirm it."),
    "payment_intent_authentication_failure": _("Your bank asked you, and it was not confirmed."),
    "processing_error": _("Something went wrong between the banks. Try again in a minute."),
    "card_velocity_exceeded": _("The card has reached its limit for now."),
    "withdrawal_count_limit_exceeded": _("The card has reached its limit for now."),
    "currency_not_supported": _("This card cannot pay in this currency."),
    "card_not_supported": _("This card cannot pay for this. Another card may work."),
}


def words(code: str) -> str:
    """What to tell whoever tried; nothing where nothing was declined."""
    return str(_WORDS.get(code, _OTHER)) if code else ""
