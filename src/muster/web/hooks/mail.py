"""Calls of mail providers about mail of ours: delivered, bounced, called unwanted.

django-anymail checks who calls and reads each provider’s payload; its signals are not used. A call proves
that the provider speaks, and only a keyed name of ours in the payload says whose message it is (D1). A
provider without a secret of its own here has no door.
"""

from __future__ import annotations

import logging
import warnings
from collections.abc import Callable, Iterator
from datetime import datetime
from functools import lru_cache
from hashlib import blake2b
from typing import Any, Final

from anymail.exceptions import AnymailConfigurationError, AnymailError
from anymail.signals import AnymailTrackingEvent, EventType, RejectReason
from anymail.webhooks.amazon_ses import AmazonSESTrackingWebhookView
from anymail.webhooks.base import AnymailBaseWebhookView
from anymail.webhooks.brevo import BrevoTrackingWebhookView
from anymail.webhooks.mailersend import MailerSendTrackingWebhookView
from anymail.webhooks.mailgun import MailgunTrackingWebhookView
from anymail.webhooks.mailjet import MailjetTrackingWebhookView
from anymail.webhooks.postmark import PostmarkTrackingWebhookView
from anymail.webhooks.sendgrid import SendGridTrackingWebhookView
from anymail.webhooks.sparkpost import SparkPostTrackingWebhookView
from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from muster.channels.kinds.email.reports import verdict
from muster.delivery.actions import returns
from muster.delivery.models import Receipt
from muster.kit import actors, clock
from muster.kit.errors import NotFound
from muster.web.gate import public

Kind = Receipt.Kind
SHORTEST_SECRET: Final = 16
_BY: Final = actors.system("hooks")
_LOG = logging.getLogger(__name__)
_MOST_WORDS: Final = 400
# What a provider calls for good where it does not pass on the words of the server.
_FOR_GOOD: Final = ("hardbounce", "permanent: general", "permanent: noemail")
# How a payload that is not what it should be makes the library stumble.
_OTHER_SHAPE: Final = (AnymailError, AttributeError, LookupError, TypeError, ValueError)
_PLAIN: Final = {
    EventType.DELIVERED: Kind.DELIVERED,
    EventType.COMPLAINED: Kind.COMPLAINED,
    EventType.UNSUBSCRIBED: Kind.STOPPED,
    EventType.AUTORESPONDED: Kind.AUTOMATIC,
}
# Why a provider would not even try; these are things it heard before.
_REFUSED: Final = {
    RejectReason.INVALID: Kind.BOUNCED,
    RejectReason.BOUNCED: Kind.BOUNCED,
    RejectReason.SPAM: Kind.COMPLAINED,
    RejectReason.UNSUBSCRIBED: Kind.STOPPED,
}


class Ses(AmazonSESTrackingWebhookView):  # type: ignore[misc]
    """Amazon’s topics, without the library that would only fetch a link for us."""

    def __init__(self, **secrets: str) -> None:
        # Its parent would load that library; a subscription is confirmed by whoever runs the topic.
        self.auto_confirm_enabled = False
        AnymailBaseWebhookView.__init__(self, **secrets)


# The door of each provider, and what its secret is called there.
PROVIDERS: Final[dict[str, tuple[Callable[..., Any], str]]] = {
    "brevo": (BrevoTrackingWebhookView, "webhook_secret"),
    "mailersend": (MailerSendTrackingWebhookView, "signing_secret"),
    "mailgun": (MailgunTrackingWebhookView, "webhook_signing_key"),
    "mailjet": (MailjetTrackingWebhookView, "webhook_secret"),
    "postmark": (PostmarkTrackingWebhookView, "webhook_secret"),
    "sendgrid": (SendGridTrackingWebhookView, "tracking_webhook_verification_key"),
    "ses": (Ses, "webhook_secret"),
    "sparkpost": (SparkPostTrackingWebhookView, "webhook_secret"),
}


@csrf_exempt
@public("each call carries the signature or the secret of its provider")
@require_POST
def tracking(request: HttpRequest, provider: str) -> HttpResponse:
    """Hear everything one call tells; the same call again changes nothing."""
    view = _door(provider, secret_of(provider))
    if provider == "ses" and not request.headers.get("Authorization"):
        # Amazon names its secret only when it is asked for it.
        return HttpResponse(status=401, headers={"WWW-Authenticate": 'Basic realm="hooks"'})
    events = _events(view, request)
    if events is None:
        return HttpResponse("not understood\n", status=400, content_type="text/plain")
    for event in events:
        _hear(event, provider)
    return HttpResponse(content_type="text/plain")


def secret_of(provider: str) -> str:
    """The secret of one provider, from “mailgun=…,postmark=user:password”; none is no door."""
    pairs = (one.strip().partition("=") for one in settings.MUSTER_MAIL_HOOKS.split(","))
    found = {name.strip(): value for name, _equals, value in pairs}.get(provider, "")
    if provider not in PROVIDERS or len(found) < SHORTEST_SECRET:
        raise NotFound
    return found


@lru_cache(maxsize=16)
def _door(provider: str, secret: str) -> Any:
    kind, name = PROVIDERS[provider]
    with warnings.catch_warnings():
        # That nobody tests one provider any more is said in our documentation.
        warnings.simplefilter("ignore")
        return kind(**{name: secret})


def _events(view: Any, request: HttpRequest) -> list[AnymailTrackingEvent] | None:
    try:
        view.run_validators(request)
    except (SuspiciousOperation, *_OTHER_SHAPE) as error:
        raise NotFound from error
    try:
        return list(view.parse_events(request))
    except (AnymailConfigurationError, *_OTHER_SHAPE) as error:
        _LOG.warning("a call of %s was not understood: %s", view.esp_name, type(error).__name__)
        return None


def _hear(event: AnymailTrackingEvent, provider: str) -> None:
    kind = kind_of(event)
    if kind is None:
        return
    told = str(event.mta_response or event.description or "")
    returns.note(
        names=_names(event),
        kind=kind,
        at=_moment(event.timestamp),
        source=f"anymail:{provider}",
        event=_name(event, kind),
        code=verdict.status_in(told) or verdict.reply_in(told),
        detail=told,
        by=_BY,
    )


def kind_of(event: AnymailTrackingEvent) -> Kind | None:
    """What an event means for the message; None for delays, openings and clicks."""
    if event.event_type == EventType.BOUNCED:
        return Kind.BOUNCED if _is_hard(event) else Kind.SOFT
    if event.event_type == EventType.REJECTED:
        return _REFUSED.get(event.reject_reason, Kind.SOFT)
    return _PLAIN.get(event.event_type)


def _is_hard(event: AnymailTrackingEvent) -> bool:
    told, words = str(event.mta_response or ""), str(event.description or "")
    if told:
        return verdict.is_hard("", told, "")
    own = event.esp_event if isinstance(event.esp_event, dict) else {}
    called = (str(own.get("Type", "")).lower(), words.lower())
    return any(one in _FOR_GOOD for one in called) or verdict.is_hard("", "", words)


def _moment(told: datetime | None) -> datetime:
    now = clock.now()
    return min(told, now) if told is not None else now


def _names(event: AnymailTrackingEvent) -> list[str]:
    """Where our keyed name may stand: providers keep our Message-ID in many places."""
    words = _strings(event.esp_event)
    kept = [one for one, _number in zip(words, range(_MOST_WORDS), strict=False)]
    return [str(event.message_id or ""), *kept]


def _strings(value: Any) -> Iterator[str]:
    """Every text in a payload, whatever it is nested in."""
    waiting = [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, str):
            yield one
        elif isinstance(one, dict):
            waiting.extend(one.values())
        elif isinstance(one, list | tuple):
            waiting.extend(one)


def _name(event: AnymailTrackingEvent, kind: Kind) -> str:
    if event.event_id:
        return f"{event.event_id}:{event.recipient or ''}:{kind}"[:400]
    # Some providers give their events no name: what it says is its name.
    parts = (event.message_id, event.recipient, event.timestamp, kind, event.mta_response)
    return blake2b("\0".join(map(str, parts)).encode(), digest_size=16).hexdigest()


urlpatterns = [path("mail/<slug:provider>/", tracking, name="mail")]
