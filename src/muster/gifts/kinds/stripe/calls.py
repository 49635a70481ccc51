"""Our calls to Stripe: a page to pay on, and money back. Each bears a number, so that twice is once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from muster.gifts import giving
from muster.gifts.folding import Told
from muster.gifts.gateways import GatewayAway, Heard, Opened
from muster.gifts.kinds.stripe import meaning, signing, units
from muster.gifts.models import Payment, Refund
from muster.kit import clock

if TYPE_CHECKING:
    from stripe import StripeClient

REAL: Final = "https://api.stripe.com"
REAL_PAGE: Final = "https://checkout.stripe.com"
_SECONDS: Final = 10
_LOOPBACK: Final = {"127.0.0.1", "localhost", "::1"}


class Stripe:
    """The gateway for cards."""

    name = "stripe"

    def ready(self) -> bool:
        """Whether both secrets are set: without the second we would never hear that money came."""
        return bool(settings.MUSTER_STRIPE_KEY and secrets())

    def harmless(self) -> bool:
        """Whether what is called is on this computer, so that no card is ever charged."""
        return self.ready() and urlsplit(settings.MUSTER_STRIPE_URL).hostname in _LOOPBACK

    def open(self, payment: Payment, *, back: str) -> Opened:
        """A page of Stripe’s for this payment; the same payment again gets the same page."""
        made = _called(
            lambda client: client.v1.checkout.sessions.create(
                params=_page(payment, back),
                options={"idempotency_key": f"payment:{payment.token}"},
            )
        )
        return Opened(str(made.id), str(made.url))

    def refund(self, refund: Refund) -> Heard:
        """Order money back to the card it came from."""
        made = _called(
            lambda client: client.v1.refunds.create(
                params={
                    "payment_intent": refund.about,
                    "amount": units.theirs(refund.minor, refund.currency),
                },
                options={"idempotency_key": f"refund:{refund.once}"},
            )
        )
        answer = {"object": "refund", **made.to_dict()}
        # Some servers name the charge only; the gift it belongs to is known here.
        return meaning.answered({**answer, "payment_intent": refund.about}, at=clock.db_now())

    def read(self, said: Mapping[str, Any], number: str) -> list[Told]:
        """What a kept event says."""
        return meaning.read(said, number)

    def hear(self, body: bytes, header: str) -> Heard:
        """The report in a call of the hook, if it is sealed with a secret of ours."""
        return signing.read(body, header, secrets=secrets())

    def pages(self) -> str:
        """The host that a browser is sent to."""
        url = urlsplit(settings.MUSTER_STRIPE_URL)
        return f"{url.scheme}://{url.netloc}" if url.hostname in _LOOPBACK else REAL_PAGE


def secrets() -> tuple[str, ...]:
    """The secrets of the hook: two, by comma, while one takes the place of the other."""
    told = str(settings.MUSTER_STRIPE_HOOK_SECRET).replace(",", " ").split()
    return tuple(told)


def _page(payment: Payment, back: str) -> dict[str, Any]:
    cause = giving.cause(payment.purpose)
    title = cause.title if cause else giving.house().title
    price = {
        "currency": payment.currency.lower(),
        "unit_amount": units.theirs(payment.minor, payment.currency),
        "product_data": {"name": title[:250] or "–"},
    }
    page = {
        "mode": "payment",
        "submit_type": "donate",
        "line_items": [{"price_data": price, "quantity": 1}],
        "client_reference_id": payment.token,
        "metadata": {"payment": payment.token},
        "payment_intent_data": {"metadata": {"payment": payment.token}},
        "success_url": f"{back}&came=done",
        "cancel_url": f"{back}&came=left",
        "locale": payment.language,
    }
    return {**page, "customer_email": payment.email} if payment.email else page


def _called(call: Any) -> Any:
    """Make one call; whatever goes wrong is told without the gateway’s own words, which may name the key."""
    import stripe

    try:
        return call(_client())
    except stripe.StripeError as error:
        code = str(getattr(error, "code", "") or type(error).__name__)[:80]
        raise GatewayAway(
            _("The card service did not take this (%(code)s). Nothing was charged. Try again.")
            % {"code": code},
            final=isinstance(error, stripe.InvalidRequestError | stripe.CardError),
        ) from None


def _client() -> StripeClient:
    import stripe

    return stripe.StripeClient(
        settings.MUSTER_STRIPE_KEY,
        base_addresses={"api": settings.MUSTER_STRIPE_URL.rstrip("/") or REAL},
        max_network_retries=2,
        http_client=stripe.RequestsClient(timeout=_SECONDS),
    )
