"""Gifts by card: nothing counts that did not come, and the order of reports changes nothing."""

from __future__ import annotations

import json
from typing import Any

import pytest

from muster.activity.models import Fact
from muster.delivery.models import LetterRow
from muster.gifts import actions, queries
from muster.gifts.models import Entry, Payment, Report
from muster.kit.actors import system
from muster.kit.money import Money
from muster.kit.scope import Scope, entered
from muster.people import actions as people
from muster.people.models import ConsentState, IdentityKey, Person
from tests.domains.gifts.cards import AT, Card, begun, tell, wish

pytestmark = pytest.mark.django_db


def stands(payment: Payment) -> int:
    return sum(one.minor for one in Entry.objects.filter(payment=payment))


def lines() -> list[tuple[str, int]]:
    return [(one.kind, one.minor) for one in Entry.objects.order_by("id")]


def test_what_was_begun_is_not_counted(settings: Any) -> None:
    payment = begun(settings, purpose="", email="ann@people.example")
    assert not Entry.objects.exists()
    assert not Person.objects.exists()
    tell(Card(payment).completed("unpaid"))
    payment.refresh_from_db()
    assert (payment.state, stands(payment)) == ("processing", 0)


def test_one_payment_told_of_three_times_is_one_gift(settings: Any) -> None:
    payment = begun(settings, email="ann@people.example", name="Ann", receipt=True, language="fr")
    card = Card(payment)
    events = [card.charged(), card.paid(), card.completed()]
    tell(*events, each=True)
    tell(*events)
    assert lines() == [("gift", 1000)]
    payment.refresh_from_db()
    assert payment.paid
    assert payment.key is not None
    assert payment.key.value == "ann@people.example"
    assert Fact.objects.filter(kind__name="gift.received").count() == 1
    # One receipt, in the giver’s language, and nobody becomes mailable by giving.
    [letter] = LetterRow.objects.all()
    assert (letter.kind, letter.language, letter.address) == ("receipt", "fr", "ann@people.example")
    assert not ConsentState.objects.exists()


def test_who_is_known_already_is_not_changed_by_what_a_form_says(settings: Any, make: Any) -> None:
    ann = make.person(email="ann@people.example", given_name="Ann")
    payment = begun(settings, email="ann@people.example", name="Mallory")
    tell(Card(payment).paid())
    ann.refresh_from_db()
    assert ann.given_name == "Ann"
    assert queries.totals(ann) == [Money(1000, "GBP")]


def test_a_refund_before_its_gift_counts_once_the_gift_is_there(settings: Any) -> None:
    payment = begun(settings)
    card = Card(payment)
    tell(card.back(400, "re_1"))
    assert lines() == []
    tell(card.paid())
    assert lines() == [("gift", 1000), ("refund", -400)]


def test_a_refund_that_failed_is_taken_back(settings: Any) -> None:
    payment = begun(settings)
    card = Card(payment)
    tell(card.paid(), card.back(400, "re_1"), card.back(400, "re_1", "failed"), each=True)
    assert lines() == [("gift", 1000), ("refund", -400), ("correction", 400)]
    tell(card.back(400, "re_1"))
    assert stands(payment) == 1000


def test_a_dispute_takes_and_may_give_back(settings: Any) -> None:
    payment = begun(settings)
    card = Card(payment)
    tell(
        card.paid(),
        card.dispute(1000, "dp_1", "created", "needs_response"),
        card.dispute(1000, "dp_1", "funds_withdrawn", "needs_response"),
        each=True,
    )
    assert stands(payment) == 0
    tell(card.dispute(1000, "dp_1", "closed", "won"))
    assert stands(payment) == 1000
    assert Fact.objects.filter(kind__name="gift.disputed").count() == 0  # nobody is named here
    tell(card.dispute(1000, "dp_2", "created", "warning_needs_response"))
    assert stands(payment) == 1000


def test_a_declined_card_and_then_another_one(settings: Any) -> None:
    payment = begun(settings)
    card = Card(payment)
    tell(card.failed())
    payment.refresh_from_db()
    assert (payment.state, payment.failure) == ("failed", "insufficient_funds")
    tell(card.paid())
    payment.refresh_from_db()
    assert (payment.state, payment.failure, stands(payment)) == ("paid", "", 1000)


def test_money_that_is_not_for_us_is_kept_and_not_counted(settings: Any) -> None:
    payment = begun(settings)
    strange = Payment(pk=77, token="of-another-shop", minor=5000, currency="GBP")
    tell(Card(strange).paid(), Card(payment).paid())
    assert lines() == [("gift", 1000)]
    assert not Report.objects.filter(folded_at=None).exists()


def test_nothing_of_a_card_is_kept(settings: Any) -> None:
    event = Card(begun(settings)).charged()
    event["data"]["object"] |= {
        "payment_method_details": {"card": {"last4": "4242"}},
        "billing_details": {"name": "Ann Arbour", "email": "ann@people.example"},
        "receipt_email": "ann@people.example",
    }
    tell(event)
    kept = json.dumps(Report.objects.get().said)
    assert "4242" not in kept
    assert "ann" not in kept.lower()


def test_a_second_press_is_the_same_payment(settings: Any) -> None:
    first = begun(settings)
    again = actions.begin(wish=wish(), at=AT)
    assert again.pk != first.pk
    same = wish()
    assert actions.begin(wish=same, at=AT).pk == actions.begin(wish=same, at=AT).pk


def test_amounts_have_their_limits(settings: Any) -> None:
    begun(settings)
    for minor in (99, 1_000_001):
        with pytest.raises(actions.NotAnAmount):
            actions.begin(wish=wish(minor), at=AT)
    with pytest.raises(actions.NotAnAmount):
        actions.begin(wish=wish(1000, "SEK"), at=AT)
    with pytest.raises(actions.NotOpen):
        actions.begin(wish=wish(purpose="nothing:7"), at=AT)


def test_who_tries_cards_meets_a_pause(settings: Any) -> None:
    for _try in range(8):
        tell(Card(begun(settings, network="n1")).failed())
    with pytest.raises(actions.TooManyTries):
        actions.begin(wish=wish(network="n1"), at=AT)
    assert actions.begin(wish=wish(network="n2"), at=AT)


def test_sums_are_by_purpose_and_source_and_readers_never_miss_one(settings: Any) -> None:
    payment = begun(settings, relay="k3", channel="relay", name="Ann", shown=True)
    card = Card(payment)
    tell(card.paid(), card.back(300, "re_1"))
    [total] = queries.sums([""])
    assert (total.source, total.minor, total.givers, total.cash) == ("stripe", 700, 1, False)
    # What this very transaction wrote is still open, so a reader does not pass it.
    assert queries.moved([""]) == ([], (0, 0))
    [gift] = queries.latest_of([""], limit=5)
    assert (gift.name, gift.relay, gift.channel, gift.minor) == ("Ann", "k3", "relay", 1000)


def test_the_erased_leave_their_amounts_and_no_name(settings: Any) -> None:
    payment = begun(settings, email="ann@people.example", name="Ann", shown=True)
    tell(Card(payment).paid())
    lying = begun(settings, email="ann@people.example", name="Ann")
    people.forget_person(person=Person.objects.get(), by=system("test"))
    for one in (payment, lying):
        one.refresh_from_db()
        assert (one.email, one.name, one.shown, one.key_id) == ("", "", False, None)
    assert stands(payment) == 1000
    tell(Card(payment).back(1000, "re_1"))
    assert stands(payment) == 0
    assert not IdentityKey.objects.filter(value="ann@people.example").exists()


def test_a_region_sees_the_payments_of_its_own(settings: Any) -> None:
    tell(Card(begun(settings, email="ann@people.example")).paid())
    with entered(Scope.NOBODY):
        assert not Payment.objects.exists()
        assert not Report.objects.exists()
    with entered(Scope.EVERYONE):
        assert Payment.objects.count() == 1


def test_zero_decimal_and_three_decimal_money(settings: Any) -> None:
    settings.MUSTER_CURRENCY = "JPY"
    payment = begun(settings, minor=5000, currency="JPY")
    tell(Card(payment).paid())
    settings.MUSTER_CURRENCY = "ISK"
    krona = begun(settings, minor=5000, currency="ISK")
    # Stripe still counts kronur in hundredths that nobody has.
    tell(Card(krona).paid(500_000))
    assert (stands(payment), stands(krona)) == (5000, 5000)
