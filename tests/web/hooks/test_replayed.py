"""A gateway that heard no answer calls again: a hundred times, and from several sides at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import connections
from django.test import Client

from muster.delivery.models import Direct
from muster.inbox.models import Arrival, Conversation, InboxMessage, Wait
from muster.proof.witness.echoes import signature

SECRET, TOKEN, SITE = "a-secret-of-thirty-letters-long", "twilio-token", "https://havsvakt.example"
TIMES, SIDES = 100, 4


@pytest.fixture(params=["kannel", "twilio"])
def gateway(request: pytest.FixtureRequest, settings: Any) -> str:
    urls = {"kannel": "kannel://u:p@127.0.0.1:1", "twilio": f"twilio://AC1:{TOKEN}@127.0.0.1:1"}
    settings.MUSTER_SMS_URL, settings.MUSTER_SMS_HOOK_SECRET = urls[request.param], SECRET
    settings.MUSTER_SMS_HOOK_URL = SITE
    return str(request.param)


def call(gateway: str, words: str, name: str) -> int:
    """One call of that gateway, with the very same content each time."""
    sender, to = "+447700900123", "+447700900001"
    if gateway == "kannel":
        said = {"from": sender, "to": to, "text": words, "id": name}
        return Client().get(f"/hooks/sms/kannel/{SECRET}/texts?{urlencode(said)}").status_code
    form = {"From": sender, "To": to, "Body": words, "MessageSid": name, "AccountSid": "AC1"}
    path = "/hooks/sms/twilio/texts"
    seal = signature(TOKEN, f"{SITE}{path}", form)
    answer = Client().post(
        path,
        urlencode(form),
        content_type="application/x-www-form-urlencoded",
        headers={"X-Twilio-Signature": seal},
    )
    return answer.status_code


def told(number: int, gateway: str, words: str) -> list[int]:
    try:
        return [call(gateway, words, "the-same") for _time in range(number)]
    finally:
        connections.close_all()


@pytest.mark.django_db
@pytest.mark.parametrize("times", [2, TIMES])
def test_one_after_another(gateway: str, times: int) -> None:
    assert {call(gateway, "Who is this?", "the-same") for _time in range(times)} == {200}
    assert Arrival.objects.count() == InboxMessage.objects.count() == 1
    assert Wait.objects.count() == Conversation.objects.count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("words", "messages"), [("Who is this?", 1), ("STOP", 0)])
def test_all_at_once(gateway: str, words: str, messages: int) -> None:
    with ThreadPoolExecutor(SIDES) as pool:
        codes = list(pool.map(lambda _side: told(TIMES // SIDES, gateway, words), range(SIDES)))
    assert {code for each in codes for code in each} == {200}
    assert Arrival.objects.count() == 1
    assert InboxMessage.objects.count() == Wait.objects.count() == messages
    # Where the carrier answers this word itself, we do not.
    answers = int(words == "STOP" and gateway == "kannel")
    assert Direct.objects.count() == answers
