"""Training: a payment page of our own where nothing is charged, so that the whole way can be walked.

Its reports have the same shape as a real one’s; what it takes is “practice” in the ledger.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from django.conf import settings
from django.urls import reverse

from muster.accounts.queries import organisation
from muster.gifts.folding import Told, What
from muster.gifts.gateways import Heard, Opened
from muster.gifts.models import Payment, Refund
from muster.kit import clock

# What the practice page may say: what comes of it, and under which event.
_WORDS: Final[dict[str, What]] = {
    "paid": "captured",
    "declined": "failed",
    "refunded": "refund",
}


class Practice:
    """A gateway without a world behind it."""

    name = "practice"

    def ready(self) -> bool:
        """Only while nothing here is real."""
        return organisation().training

    def open(self, payment: Payment, *, back: str) -> Opened:  # noqa: ARG002 -- it leads back by itself
        """The page where one presses “pay”."""
        path = reverse("site:give-practice", args=[payment.token])
        return Opened(
            f"practice_{payment.token}",
            f"{settings.MUSTER_SITE_URL}{path}?language={payment.language}",
        )

    def refund(self, refund: Refund) -> Heard:
        """Given back at once."""
        return heard(
            refund.payment, "refunded", number=f"practice_re_{refund.pk}", minor=refund.minor,
            at=clock.now(),
        )  # fmt: skip

    def read(self, said: Mapping[str, Any], number: str) -> list[Told]:
        """What a kept report says."""
        what = _WORDS[said["kind"]]
        return [
            Told(
                what, said["thing"], said["intent"], said["at"], said["minor"], said["currency"],
                number=number, detail=said.get("detail", ""),
            )
        ]  # fmt: skip


def heard(
    payment: Payment, kind: str, *, at: datetime, number: str = "", minor: int | None = None
) -> Heard:
    """A report as the practice page makes it."""
    intent = f"practice_{payment.token}"
    thing = number or intent
    said = {
        "kind": kind, "thing": thing, "intent": intent, "at": int(at.timestamp()),
        "minor": payment.minor if minor is None else minor, "currency": payment.currency,
        "detail": "card_declined" if kind == "declined" else "",
    }  # fmt: skip
    again = f":{at.timestamp()}" if kind == "declined" else ""
    return Heard(
        number=f"{kind}:{thing}{again}", kind=kind, at=at, said=said, token=payment.token,
        intent=intent,
    )  # fmt: skip


GATEWAY: Final = Practice()
