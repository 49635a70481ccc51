"""Giving on the public page: an amount, the card service’s own page, and honest words on the way back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import httpx
import pytest

from muster.accounts.models import Organisation
from muster.gifts import giving
from muster.gifts.giving import Cause
from muster.gifts.models import Entry, Payment
from muster.kit import clock
from muster.proof.witness import stripe_
from muster.web.site import stamp

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.django_db
_nonces = iter(range(10**6))


def filled(**more: Any) -> dict[str, Any]:
    opened = int(clock.db_now().timestamp()) - 9
    body = f"{opened}.{next(_nonces):022d}"
    seal = f"{body}.{stamp.secrets.mac('site.form', 'give', body)}"
    return {"amount": "2500", "stamp": seal} | more


@pytest.fixture
def house() -> None:
    Organisation.objects.update_or_create(pk=1, defaults={"name": "Havsvakt", "country": "SE"})


@pytest.fixture
def cards(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[stripe_.Server]:
    settings.MUSTER_CURRENCY = "GBP"
    settings.MUSTER_STRIPE_KEY, settings.MUSTER_STRIPE_HOOK_SECRET = stripe_.KEY, stripe_.SECRET
    with stripe_.Server() as server:
        settings.MUSTER_STRIPE_URL = server.url
        yield server


def deliver(client: Any, server: stripe_.Server, *events: dict[str, Any]) -> list[int]:
    answers = []
    for one in events:
        body, headers = server.sealed(one)
        said = client.post("/hooks/stripe/", body, content_type="application/json", headers=headers)
        answers.append(said.status_code)
    return answers


class TestTraining:
    """Without a gateway of this computer, nothing is ever called."""

    def test_the_whole_way_and_no_card(self, house: None, client_for: Any, settings: Any) -> None:
        settings.MUSTER_STRIPE_KEY, settings.MUSTER_STRIPE_HOOK_SECRET = "sk_live_x", "whsec_x"
        client = client_for()
        page = client.get("/give/")
        assert page.status_code == 200
        assert not page.cookies
        assert "SEK" in page.text
        assert 'inputmode="decimal"' in page.text
        assert len(page.content) < 50 * 1024
        answer = client.post("/give/", filled(amount="10000"))
        assert answer.status_code == 302
        payment = Payment.objects.get()
        assert (payment.gateway, payment.minor, payment.currency) == ("practice", 10000, "SEK")
        practice = f"/give/{payment.token}/practice/"
        assert practice in answer.url
        assert client.get(practice).status_code == 200
        assert "not paid yet" in client.get(f"/give/{payment.token}/").text
        declined = client.post(practice, {"outcome": "declined"})
        assert "declined" in client.get(declined.url).text
        paid = client.post(practice, {"outcome": "paid"})
        thanks = client.get(paid.url)
        assert "has arrived" in thanks.text
        assert "training" in thanks.text
        assert [(one.source, one.minor) for one in Entry.objects.all()] == [("practice", 10000)]
        # Again changes nothing.
        client.post(practice, {"outcome": "paid"})
        assert Entry.objects.count() == 1

    @pytest.mark.parametrize("language", ["en", "it", "fr", "pl"])
    def test_it_speaks_four_languages(self, house: None, client_for: Any, language: str) -> None:
        page = client_for().get(f"/give/?language={language}")
        assert page.headers["Content-Language"] == language

    def test_what_is_wrong_is_said_beside_it(self, house: None, client_for: Any) -> None:
        client = client_for()
        for more, words in [
            ({"amount": ""}, "Choose an amount"),
            ({"own": "a lot"}, "in digits"),
            ({"own": "0.10"}, "between"),
            ({"receipt": "on"}, "receipt should go to"),
            ({"shown": "on"}, "name that may be shown"),
            ({"email": "no"}, "mail"),
        ]:
            page = client.post("/give/", filled(amount="10000") | more)
            assert page.status_code == 422, more
            assert words in page.text, more
        assert not Payment.objects.exists()

    def test_a_purpose_nobody_knows_is_no_page(self, house: None, client_for: Any) -> None:
        assert client_for().get("/give/?purpose=nothing:7").status_code == 404
        assert client_for().get("/give/nothing/").status_code == 404

    def test_a_cause_has_its_own_amounts_and_may_be_over(
        self, house: None, client_for: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        known = {
            1: Cause("walk:1", "250 × $10", "USD", (1000, 2500), "/drive/1/", thanks="Bring one!"),
            2: Cause("walk:2", "Last year", "USD", (1000,), "/drive/2/", open=False),
        }
        monkeypatch.setitem(giving._looks, "walk", known.get)
        client = client_for()
        page = client.get("/give/?purpose=walk:1&relay=k3&channel=relay")
        assert "250 × $10" in page.text
        assert 'value="k3"' in page.text
        client.post("/give/", filled(amount="1000", purpose="walk:1", relay="k3", channel="relay"))
        payment = Payment.objects.get()
        assert (payment.purpose, payment.relay, payment.currency) == ("walk:1", "k3", "USD")
        paid = client.post(f"/give/{payment.token}/practice/", {"outcome": "paid"})
        assert "Bring one!" in client.get(paid.url).text
        assert Entry.objects.get().purpose == "walk:1"
        assert client.get("/give/?purpose=walk:2").status_code == 410

    def test_many_from_one_network_wait(
        self, house: None, client_for: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("muster.web.site.giving.FROM_ONE_NETWORK", 1)
        client = client_for()
        assert client.post("/give/", filled(amount="10000")).status_code == 302
        assert client.post("/give/", filled(amount="10000")).status_code == 429

    def test_a_machine_that_fills_everything_is_led_nowhere(
        self, house: None, client_for: Any
    ) -> None:
        answer = client_for().post("/give/", filled(amount="10000", website="x"))
        assert (answer.status_code, answer.url) == (302, "/give/")
        assert not Payment.objects.exists()


@pytest.mark.enable_socket
class TestByCard:
    """With a stub of the card service on this computer, called by the real library."""

    def test_the_money_counts_when_it_is_reported(
        self, house: None, cards: stripe_.Server, client_for: Any
    ) -> None:
        client = client_for()
        page = client.get("/give/")
        assert cards.url in page.headers["Content-Security-Policy"]
        said = filled(email="Ann@People.Example", name="Ann", receipt="on")
        first, again = client.post("/give/", said), client.post("/give/", said)
        # Pressed twice: one payment, one page of the card service.
        assert first.url == again.url
        [session] = cards.sessions.values()
        payment = Payment.objects.get()
        assert first.url == session["url"]
        assert session["client_reference_id"] == payment.token
        assert session["amount_total"] == 2500
        back = session["success_url"].partition("testserver")[2] or session["success_url"]
        page = client.get(f"/give/{payment.token}/?came=done")
        assert "not heard of your gift yet" in page.text
        assert "came=done" in back
        events = cards.pay(session["id"])
        assert deliver(client, cards, *events, *events) == [200] * 6
        assert not Entry.objects.exists()  # folded after the commit, which a test never reaches
        from muster.gifts import actions

        actions.fold()
        assert "has arrived" in client.get(f"/give/{payment.token}/?came=done").text
        assert Entry.objects.get().minor == 2500

    def test_an_answer_that_is_lost_makes_no_second_payment(
        self, house: None, cards: stripe_.Server, client_for: Any
    ) -> None:
        cards.trouble.append("cut")
        answer = client_for().post("/give/", filled())
        assert answer.status_code == 302
        assert len(cards.sessions) == 1
        assert len(cards.asked) == 2

    def test_a_card_service_that_is_away_is_said(
        self, house: None, cards: stripe_.Server, client_for: Any
    ) -> None:
        cards.trouble += [400]
        client = client_for()
        page = client.post("/give/", filled())
        assert page.status_code == 502
        assert "Nothing was charged" in page.text
        payment = Payment.objects.get()
        answer = client.post(f"/give/{payment.token}/")
        assert answer.status_code == 302
        assert answer.url.startswith(cards.url)

    def test_the_page_of_the_stub_pays_and_declines(
        self, house: None, cards: stripe_.Server, client_for: Any
    ) -> None:
        url = client_for().post("/give/", filled()).url
        assert "paid" in httpx.get(url, trust_env=False).text
        answer = httpx.post(url, data={"outcome": "paid"}, trust_env=False)
        assert "came=done" in answer.headers["Location"]
