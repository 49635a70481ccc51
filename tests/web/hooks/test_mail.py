"""Every mail provider passes the same contract: proved calls are heard once, all others see no page at all."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.test import Client

from muster.delivery import tokens
from muster.delivery.actions import early
from muster.delivery.models import Receipt, Recipient
from muster.kit import clock
from muster.people.models import ConsentState, Suppression
from muster.web.hooks import mail
from tests.domains.delivery.conftest import sent_once

pytestmark = pytest.mark.django_db

WHEN = 1_795_000_000
BASIC = "muster:a-long-enough-secret"
KEY = "key-0123456789abcdef"
SIGNING = ec.generate_private_key(ec.SECP256R1())
PUBLIC = base64.b64encode(
    SIGNING.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
).decode()
GONE = "550 5.1.1 <anna@people.example>: User unknown"
FULL = "552 5.2.2 Mailbox full"
Payload = Any


def mailgun(kind: str, message_id: str, told: str) -> Payload:
    event = {"bounced": "failed", "complained": "complained", "delivered": "delivered"}[kind]
    token = f"token {kind} {told}"
    mac = hmac.new(KEY.encode(), f"{WHEN}{token}".encode(), hashlib.sha256).hexdigest()
    return {
        "signature": {"token": token, "timestamp": str(WHEN), "signature": mac},
        "event-data": {
            "event": event, "timestamp": WHEN, "severity": "permanent", "recipient": "anna@people.example",
            "message": {"headers": {"message-id": message_id.strip("<>")}},
            "delivery-status": {"message": told}, "user-variables": {},
        },
    }  # fmt: skip


def postmark(kind: str, message_id: str, told: str) -> Payload:
    names = {"bounced": ("Bounce", "HardBounce"), "complained": ("SpamComplaint", "SpamComplaint"),
             "delivered": ("Delivery", "")}  # fmt: skip
    record, sort = names[kind]
    return {
        "RecordType": record, "Type": sort, "ID": 42, "MessageID": "00000000-aaaa", "Details": told,
        "Email": "anna@people.example", "BouncedAt": "2026-11-22T12:00:00Z",
        "DeliveredAt": "2026-11-22T12:00:00Z", "Metadata": {"message-id": message_id},
    }  # fmt: skip


def sendgrid(kind: str, message_id: str, told: str) -> Payload:
    names = {"bounced": "bounce", "complained": "spamreport", "delivered": "delivered"}
    return [
        {"event": names[kind], "email": "anna@people.example", "timestamp": WHEN, "reason": told,
         "smtp-id": message_id, "sg_event_id": f"sg {kind} {told}", "type": "bounce"}
    ]  # fmt: skip


def ses(kind: str, message_id: str, told: str) -> Payload:
    names = {"bounced": "Bounce", "complained": "Complaint", "delivered": "Delivery"}
    person = {"emailAddress": "anna@people.example", "diagnosticCode": told}
    notice = {
        "notificationType": names[kind],
        "mail": {"messageId": "0100", "headers": [{"name": "Message-ID", "value": message_id}]},
        "bounce": {"bounceType": "Permanent", "bounceSubType": "General", "bouncedRecipients": [person]},
        "complaint": {"complainedRecipients": [person]},
        "delivery": {"recipients": ["anna@people.example"], "smtpResponse": told},
    }  # fmt: skip
    return {
        "Type": "Notification", "MessageId": "sns-1", "Timestamp": "2026-11-22T12:00:00Z",
        "TopicArn": "arn:aws:sns:eu-west-1:1:mail", "Message": json.dumps(notice),
    }  # fmt: skip


def sparkpost(kind: str, message_id: str, told: str) -> Payload:
    names = {"bounced": "bounce", "complained": "spam_complaint", "delivered": "delivery"}
    event = {
        "type": names[kind], "event_id": f"sp {kind} {told}", "timestamp": str(WHEN), "raw_reason": told,
        "rcpt_to": "anna@people.example", "transmission_id": "65", "rcpt_meta": {"id": message_id},
        "bounce_class": "10",
    }  # fmt: skip
    return [{"msys": {"message_event": event}}]


def no_headers(_body: bytes) -> dict[str, str]:
    return {}


def basic(_body: bytes) -> dict[str, str]:
    return {"Authorization": "Basic " + base64.b64encode(BASIC.encode()).decode()}


def topic(body: bytes) -> dict[str, str]:
    return basic(body) | {
        "X-Amz-Sns-Message-Type": "Notification",
        "X-Amz-Sns-Message-Id": "sns-1",
    }


def signed(body: bytes) -> dict[str, str]:
    mac = SIGNING.sign(str(WHEN).encode() + body, ec.ECDSA(hashes.SHA256()))
    return {
        "X-Twilio-Email-Event-Webhook-Signature": base64.b64encode(mac).decode(),
        "X-Twilio-Email-Event-Webhook-Timestamp": str(WHEN),
    }


@dataclass(frozen=True)
class Provider:
    name: str
    payload: Callable[[str, str, str], Payload]
    headers: Callable[[bytes], dict[str, str]]

    def call(self, payload: Payload, **changed: str) -> Any:
        body = json.dumps(payload).encode()
        headers = self.headers(body) | changed
        return Client(enforce_csrf_checks=True).post(
            f"/hooks/mail/{self.name}/", body, content_type="application/json", headers=headers
        )


PROVIDERS = [
    Provider("mailgun", mailgun, no_headers),
    Provider("postmark", postmark, basic),
    Provider("sendgrid", sendgrid, signed),
    Provider("ses", ses, topic),
    Provider("sparkpost", sparkpost, basic),
]
each = pytest.mark.parametrize("provider", PROVIDERS, ids=lambda one: one.name)


@pytest.fixture(scope="module")
def sent(module_db: None) -> int:
    """One person got something: made once, since it takes longer than any call about it."""
    return Recipient.objects.get(snapshot=sent_once(1).snapshot_id).pk


@pytest.fixture
def one(sent: int, db: None, settings: Any) -> Recipient:
    settings.MUSTER_MAIL_HOOKS = (
        f"mailgun={KEY},postmark={BASIC},sendgrid={PUBLIC}, ses={BASIC},sparkpost={BASIC}"
    )
    return Recipient.objects.get(pk=sent)


def name(one: Recipient) -> str:
    token = tokens.make(tokens.RECIPIENT, one.pk)
    return tokens.message_id(token, "mail.havsvakt.example")


def kinds() -> list[str]:
    return list(Receipt.objects.order_by("id").values_list("kind", flat=True))


@each
def test_a_bounce_is_heard_once(provider: Provider, one: Recipient) -> None:
    payload = provider.payload("bounced", name(one), GONE)
    assert provider.call(payload).status_code == 200
    assert provider.call(payload).status_code == 200
    assert kinds() == ["bounced"]
    assert Receipt.objects.get().source == f"anymail:{provider.name}"
    assert Suppression.objects.get().reason == "bounced"


@each
def test_a_full_mailbox_is_for_now(provider: Provider, one: Recipient) -> None:
    assert provider.call(provider.payload("bounced", name(one), FULL)).status_code == 200
    assert kinds() == ["soft"]
    assert not Suppression.objects.exists()


@each
def test_a_complaint_withdraws(provider: Provider, one: Recipient) -> None:
    provider.call(provider.payload("complained", name(one), ""))
    assert kinds() == ["complained"]
    assert ConsentState.objects.get(key=one.key_id).state == "withdrawn"


@each
def test_a_delivery_is_told(provider: Provider, one: Recipient) -> None:
    provider.call(provider.payload("delivered", name(one), "250 ok"))
    # Heard with the rest, a moment later.
    early.tend(clock.now())
    assert kinds() == ["delivered"]


@each
def test_a_forged_name_in_a_proved_call_changes_nothing(provider: Provider, one: Recipient) -> None:
    forged = name(one).replace("@", "0@")
    assert provider.call(provider.payload("bounced", forged, GONE)).status_code == 200
    assert kinds() == []
    assert not Suppression.objects.exists()


@each
def test_whoever_proves_nothing_sees_no_page(provider: Provider, one: Recipient) -> None:
    payload = provider.payload("bounced", name(one), GONE)
    if provider.name == "mailgun":
        payload["signature"]["signature"] = "0" * 64
        answer = provider.call(payload)
    elif provider.name == "sendgrid":
        answer = provider.call(payload, **signed(b"another body"))
    else:
        wrong = base64.b64encode(b"muster:another-secret-of-some-length").decode()
        answer = provider.call(payload, Authorization=f"Basic {wrong}")
    assert answer.status_code == 404
    assert kinds() == []


@each
def test_without_a_secret_there_is_no_door(
    provider: Provider, one: Recipient, settings: Any
) -> None:
    payload = provider.payload("bounced", name(one), GONE)
    for value in ("", f"{provider.name}=", f"{provider.name}=short"):
        settings.MUSTER_MAIL_HOOKS = value
        assert provider.call(payload).status_code == 404
    assert kinds() == []


@each
@pytest.mark.parametrize("body", [[], {}, [{}], {"event-data": 5}, "text", None, [[1]]])
def test_a_payload_of_another_shape_is_no_crash(
    provider: Provider, one: Recipient, body: Payload
) -> None:
    assert provider.call(body).status_code in {200, 400, 404}
    assert kinds() == []


def test_looking_does_nothing(one: Recipient) -> None:
    assert Client().get("/hooks/mail/mailgun/").status_code == 405
    assert Client().post("/hooks/mail/nobody/").status_code == 404


def test_amazon_is_asked_for_its_secret(one: Recipient) -> None:
    answer = Client().post("/hooks/mail/ses/", "{}", content_type="application/json")
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"].startswith("Basic")


def test_openings_and_clicks_are_never_kept(one: Recipient) -> None:
    payload = mailgun("delivered", name(one), "")
    payload["event-data"]["event"] = "opened"
    assert PROVIDERS[0].call(payload).status_code == 200
    assert kinds() == []


@pytest.mark.parametrize("provider", sorted(mail.PROVIDERS))
def test_every_provider_can_be_opened(provider: str, settings: Any) -> None:
    secret = PUBLIC if provider == "sendgrid" else BASIC
    settings.MUSTER_MAIL_HOOKS = f"{provider}={secret}"
    answer = Client().post(f"/hooks/mail/{provider}/", "{}", content_type="application/json")
    assert answer.status_code in {401, 404}
