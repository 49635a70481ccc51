"""Stripe: a payment begins on its own page, and its signed reports say what came of it.

No card number ever passes through here. The secret key and the secret of the hook come from the environment.
"""

from __future__ import annotations

from typing import Final

from muster.gifts.kinds.stripe.calls import Stripe

GATEWAY: Final = Stripe()
