"""The doors of the gateways: who may call, what a call changes, and that it changes it once."""

from __future__ import annotations

import itertools
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from muster.delivery import fates, tokens
from muster.delivery.actions import early
from muster.delivery.models import CaughtMessage, Direct, Receipt, Recipient
from muster.delivery.pump import run_until_idle
from muster.inbox.models import Arrival, Conversation, InboxMessage
from muster.kit import clock
from muster.people import actions as people
from muster.people.models import ConsentState, IdentityKey, Suppression
from muster.proof.witness.echoes import signature
from tests.domains.delivery import texting
from tests.domains.delivery.conftest import BY, World
from tests.trials import beside_fixtures

pytestmark = pytest.mark.django_db

SECRET = "a-secret-of-thirty-letters-long"
TOKEN = "twilio-token"
SITE = "https://havsvakt.example"
STRANGER = "+447700900999"
_ids = itertools.count(1)


@pytest.fixture
def world(make, monkeypatch) -> World:
    return World(make, monkeypatch)


@pytest.fixture(params=["kannel", "twilio"])
def gateway(request, settings) -> str:
    urls = {"kannel": "kannel://u:p@127.0.0.1:1", "twilio": f"twilio://AC1:{TOKEN}@127.0.0.1:1"}
    settings.MUSTER_SMS_URL, settings.MUSTER_SMS_HOOK_SECRET = urls[request.param], SECRET
    settings.MUSTER_SMS_HOOK_URL = SITE
    return request.param


@pytest.fixture
def sent(world: World) -> Recipient:
    texting.phone(given_name="Ana")
    texting.release(world)
    run_until_idle()
    CaughtMessage.objects.all().delete()
    return Recipient.objects.get()


def call(gateway: str, path: str, said: dict[str, str], **how: Any) -> Any:
    """A call as the gateway makes it; ``how`` may spoil its proof."""
    client = Client(enforce_csrf_checks=True)
    if gateway == "kannel":
        where = f"/hooks/sms/kannel/{how.get('secret', SECRET)}/{path}?{urlencode(said)}"
        return client.get(where, REMOTE_ADDR=how.get("peer", "127.0.0.1"))
    where = f"/hooks/sms/twilio/{path}"
    seal = signature(how.get("token", TOKEN), f"{SITE}{where}", said)
    body = urlencode(how.get("body", said))
    return client.post(
        where,
        body,
        content_type="application/x-www-form-urlencoded",
        headers={"X-Twilio-Signature": seal},
    )


def write(gateway: str, words: str, *, sender: str = STRANGER, name: str = "", **how: Any) -> Any:
    """A telephone writes to us."""
    name = name or f"text-{next(_ids)}"
    if gateway == "kannel":
        said = {"from": sender, "to": texting.SENDER, "text": words, "id": name, "charset": "UTF-8"}
    else:
        said = {"From": sender, "To": texting.SENDER, "Body": words, "MessageSid": name}
    return call(gateway, "texts", said, **how)


def report(gateway: str, recipient: Recipient, state: str, **how: Any) -> Any:
    """The gateway tells how a text ended: “1” arrived, “2” did not, “8” is on its way."""
    name = how.pop("name", tokens.make(tokens.RECIPIENT, recipient.pk))
    if gateway == "kannel":
        said = {"state": state, "at": "", "said": ""}
    else:
        status = {"1": "delivered", "2": "undelivered", "8": "sent"}[state]
        said = {"MessageSid": "SM1", "MessageStatus": status}
    answer = call(gateway, f"reports/{name}", said, **how)
    # What arrived is heard with the rest, a moment later.
    early.tend(clock.now())
    return answer


class TestProof:
    def test_forgeries_look_like_nothing_and_change_nothing(
        self, gateway: str, sent: Recipient
    ) -> None:
        wrong: dict[str, Any] = (
            {"secret": "another-secret-of-thirty-letters"}
            if gateway == "kannel"
            else {"token": "other"}
        )
        assert write(gateway, "STOP", sender=sent.address, **wrong).status_code == 404
        assert report(gateway, sent, "1", **wrong).status_code == 404
        forged = f"r{sent.pk}-{'0' * 24}"
        assert report(gateway, sent, "1", name=forged).status_code == 404
        assert not Receipt.objects.exists()
        assert not Arrival.objects.exists()
        assert ConsentState.objects.get().state == "granted"

    def test_a_seal_holds_for_what_it_sealed_alone(self, settings, gateway: str) -> None:
        if gateway == "twilio":
            spoiled = {"From": STRANGER, "To": "x", "Body": "other words", "MessageSid": "1"}
            assert write(gateway, "hello", body=spoiled).status_code == 404

    def test_kannel_calls_from_where_it_may(self, settings, gateway: str) -> None:
        if gateway == "kannel":
            assert write(gateway, "hello", peer="203.0.113.9").status_code == 404
            settings.MUSTER_SMS_HOOK_PEERS = "203.0.113.0/24, 10.0.0.1"
            assert write(gateway, "hello", peer="203.0.113.9").status_code == 200
            assert write(gateway, "hello", peer="::ffff:203.0.113.9").status_code == 404

    def test_without_a_secret_or_an_account_the_door_is_shut(self, settings, gateway: str) -> None:
        settings.MUSTER_SMS_HOOK_SECRET = "" if gateway == "kannel" else SECRET
        settings.MUSTER_SMS_URL = ""
        assert write(gateway, "hello", secret="x").status_code == 404
        assert not Arrival.objects.exists()

    def test_two_megabytes_are_refused(self, gateway: str) -> None:
        assert write(gateway, "a" * 2_000_000).status_code == 413
        assert not Arrival.objects.exists()

    def test_kannel_gets_an_empty_answer_since_it_would_text_it(self, gateway: str) -> None:
        answer = write(gateway, "hello")
        assert (answer.status_code, answer.content) == (200, b"")


class TestReports:
    def test_once_whoever_repeats_it(self, gateway: str, sent: Recipient) -> None:
        for _time in range(2):
            assert report(gateway, sent, "8").status_code == 200
            assert report(gateway, sent, "1").status_code == 200
        [told] = Receipt.objects.all()
        assert (told.kind, told.source) == ("delivered", gateway)

    def test_arrivals_cost_little_and_are_heard_together(self, gateway: str, world: World) -> None:
        texting.phones(6)
        texting.release(world)
        run_until_idle()
        people_ = list(Recipient.objects.all())
        report(gateway, people_[0], "1")
        name = tokens.make(tokens.RECIPIENT, people_[2].pk)
        said = {"state": "1", "at": "", "said": ""}
        if gateway == "twilio":
            said = {"MessageSid": "SM9", "MessageStatus": "delivered"}
        with CaptureQueriesContext(connection) as door:
            assert call(gateway, f"reports/{name}", said).status_code == 200
        assert len(door) <= 10
        for one in (people_[1], *people_[3:]):
            other = {**said, "MessageSid": f"SM{one.pk}"} if gateway == "twilio" else said
            call(gateway, f"reports/{tokens.make(tokens.RECIPIENT, one.pk)}", other)
        with CaptureQueriesContext(connection) as together:
            early.tend(clock.now())
        # Five are heard by as many statements as one would be.
        assert len(together) <= 18
        assert Receipt.objects.filter(kind="delivered").count() == 6

    def test_a_failure_suppresses_nobody_at_once(self, gateway: str, sent: Recipient) -> None:
        report(gateway, sent, "2")
        assert Receipt.objects.get().kind == "soft"
        assert not Suppression.objects.exists()

    def test_before_the_outcome_is_known_it_is_kept(self, gateway: str, world: World) -> None:
        texting.phone()
        texting.release(world)
        [recipient] = Recipient.objects.all()
        report(gateway, recipient, "1")
        run_until_idle()
        assert Receipt.objects.get().kind == "delivered"

    def test_of_a_text_nobody_knows_it_waits_aside(self, gateway: str, sent: Recipient) -> None:
        from muster.delivery.models import EarlyReceipt

        name = tokens.make(tokens.RECIPIENT, sent.pk + 1_000_000)
        assert report(gateway, sent, "1", name=name).status_code == 200
        assert not Receipt.objects.exists()
        assert EarlyReceipt.objects.count() == 1

    @beside_fixtures(12)
    @given(order=st.permutations(["1", "2", "8", "1", "stop", "reply"]))
    def test_any_order_tells_the_same_story(
        self, gateway: str, sent: Recipient, order: list[str]
    ) -> None:
        before = transaction.savepoint()
        for one in order:
            if one in {"stop", "reply"}:
                words = {"stop": "STOP", "reply": "Who is this?"}[one]
                assert write(gateway, words, sender=sent.address, name=one).status_code == 200
            else:
                assert report(gateway, sent, one).status_code == 200
        assert fates.fate(sent).heard == {"delivered", "soft", "stopped", "replied"}
        assert not ConsentState.objects.filter(state="granted").exists()
        transaction.savepoint_rollback(before)


class TestReplies:
    def test_a_reply_is_a_thread_about_what_we_sent(self, gateway: str, sent: Recipient) -> None:
        assert write(gateway, "Who is this?", sender=sent.address).status_code == 200
        thread = Conversation.objects.get()
        assert (thread.channel, thread.proven, thread.about) == ("sms", True, "broadcast:1")
        assert (thread.address, thread.key_id, thread.state) == (sent.address, sent.key_id, "open")
        assert InboxMessage.objects.get().said == "Who is this?"
        assert Receipt.objects.get().kind == "replied"

    def test_delivered_twice_it_is_one(self, gateway: str, sent: Recipient) -> None:
        for _time in range(2):
            write(gateway, "Who is this?", sender=sent.address, name="same")
        write(gateway, "And why?", sender=sent.address)
        assert Conversation.objects.count() == 1
        assert InboxMessage.objects.count() == 2

    def test_thanks_are_no_complaint(self, gateway: str, sent: Recipient) -> None:
        write(gateway, "Thank you!", sender=sent.address)
        assert Receipt.objects.get().kind == "thanked"

    def test_it_answers_the_newest_broadcast(
        self, gateway: str, sent: Recipient, world: World
    ) -> None:
        frozen = texting.snapshot(world, subject="broadcast:2")
        from muster.delivery import documents

        made = texting.body(world, frozen)
        world.release(documents.seal(subject=made.subject, body=made, by=BY))
        write(gateway, "before it left", sender=sent.address)
        run_until_idle()
        write(gateway, "after", sender=sent.address)
        assert list(Conversation.objects.order_by("id").values_list("about", flat=True)) == [
            "broadcast:1",
            "broadcast:2",
        ]

    def test_after_a_week_it_is_a_claim(self, gateway: str, sent: Recipient, monkeypatch) -> None:
        from datetime import timedelta

        monkeypatch.setattr("muster.delivery.lately.WITHIN", timedelta(0))
        write(gateway, "Who was that?", sender=sent.address)
        thread = Conversation.objects.get()
        assert (thread.proven, thread.about, thread.person) == (False, "", None)
        assert thread.claimed is not None
        assert not Receipt.objects.exists()

    def test_a_stranger_stays_one(self, gateway: str) -> None:
        write(gateway, "Hello?")
        write(gateway, "Anybody?")
        [thread] = Conversation.objects.all()
        assert (thread.proven, thread.key, thread.address) == (False, None, STRANGER)
        assert thread.messages.count() == 2


class TestWords:
    def words(self, *, sender: str) -> list[str]:
        run_until_idle()
        caught = CaughtMessage.objects.filter(address=sender).order_by("id")
        return [bytes(one.raw).decode() for one in caught]

    def test_stop_holds_and_is_answered_once(self, gateway: str, sent: Recipient) -> None:
        for _time in range(2):
            assert (
                write(gateway, "stop please?", sender=sent.address, name="same").status_code == 200
            )
        write(gateway, "STOP!", sender=sent.address)
        assert set(ConsentState.objects.values_list("purpose", "state")) == {
            ("news", "withdrawn"),
            ("urgent", "withdrawn"),
        }
        assert {one.entry.source for one in ConsentState.objects.all()} == {"text message"}
        assert set(Receipt.objects.values_list("kind", flat=True)) == {"stopped"}
        assert not Conversation.objects.exists()
        [answer] = self.words(sender=sent.address)
        assert (
            answer == "Havsvakt: stopped. You get no more texts from us. To begin again reply START"
        )

    def test_what_the_carrier_answered_is_not_answered_twice(
        self, gateway: str, sent: Recipient
    ) -> None:
        write(gateway, "STOP", sender=sent.address)
        assert ConsentState.objects.filter(state="granted").count() == 0
        assert len(self.words(sender=sent.address)) == (1 if gateway == "kannel" else 0)

    def test_a_stranger_s_stop_outlives_an_import(self, gateway: str, world: World) -> None:
        write(gateway, "basta")
        assert Suppression.objects.get().reason == "stopped"
        texting.phone(number=STRANGER)
        texting.phone()
        assert texting.snapshot(world).size == 1
        write(gateway, "start again")
        assert texting.snapshot(world).size == 2

    def test_start_takes_back_what_was_said_by_text(self, gateway: str, sent: Recipient) -> None:
        write(gateway, "stop please", sender=sent.address)
        write(gateway, "yes", sender=sent.address)
        assert ConsentState.objects.filter(state="granted").count() == 0
        write(gateway, "start again", sender=sent.address)
        assert [one.purpose for one in ConsentState.objects.filter(state="granted")] == ["news"]
        assert len(self.words(sender=sent.address)) == 2

    def test_start_takes_back_nothing_else(self, gateway: str, sent: Recipient) -> None:
        people.stop(key_id=sent.key_id, purpose="news", by=BY)
        write(gateway, "START", sender=sent.address)
        assert ConsentState.objects.get().state == "withdrawn"
        assert Conversation.objects.get().messages.get().said == "START"

    def test_a_yes_confirms_a_number_that_waits(self, gateway: str, sent: Recipient) -> None:
        key = IdentityKey.objects.get(pk=sent.key_id)
        ConsentState.objects.update(state="pending")
        write(gateway, "Yes", sender=sent.address)
        key.refresh_from_db()
        assert ConsentState.objects.get().state == "granted"
        assert key.verified_at is not None
        write(gateway, "yes", sender=sent.address)
        assert Conversation.objects.get().messages.get().said == "yes"

    def test_help_is_answered_and_opens_nothing(self, gateway: str) -> None:
        write(gateway, "aiuto")
        [answer] = self.words(sender=STRANGER)
        assert "hello@havsvakt.example" in answer or "Muster" in answer
        assert not Conversation.objects.exists()
        assert Direct.objects.get().by == "system:texts"

    def test_a_word_inside_a_sentence_reaches_a_person(self, gateway: str, sent: Recipient) -> None:
        write(gateway, "we have got to STOP this bill", sender=sent.address)
        assert ConsentState.objects.get().state == "granted"
        assert Receipt.objects.get().kind == "replied"
        assert Conversation.objects.get().state == "open"


@pytest.mark.django_db(transaction=True)
def test_a_burst_from_many_sides_is_kept_once_each(world: World, settings) -> None:
    settings.MUSTER_SMS_URL, settings.MUSTER_SMS_HOOK_SECRET = "kannel://u:p@127.0.0.1:1", SECRET
    settings.MUSTER_SMS_HOOK_URL = SITE
    texting.phones(24)
    texting.release(world)
    run_until_idle()
    sent = list(Recipient.objects.order_by("id"))

    def told(number: int) -> list[int]:
        """Everything about one telephone, twice, as an impatient gateway tells it."""
        recipient = sent[number % len(sent)]
        words = "STOP" if number % 4 == 0 else "Who is this?"
        name = f"text of {recipient.pk}"
        try:
            answers = [
                write("kannel", words, sender=recipient.address, name=name),
                report("kannel", recipient, "1"),
            ]
        finally:
            connection.close()
        return [one.status_code for one in answers]

    with ThreadPoolExecutor(6) as pool:
        codes = list(pool.map(told, range(2 * len(sent))))
    assert {code for each in codes for code in each} == {200}
    assert Arrival.objects.count() == 24
    assert Conversation.objects.count() == InboxMessage.objects.count() == 18
    kinds = Counter(Receipt.objects.values_list("kind", flat=True))
    assert kinds == {"delivered": 24, "replied": 18, "stopped": 6}
    assert ConsentState.objects.filter(purpose="news", state="withdrawn").count() == 6
    assert Direct.objects.count() == 6
