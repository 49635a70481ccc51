"""Promises beside the money, the nightly look whether the books agree, and what a person may ask for."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from muster.activity.models import Fact
from muster.gifts import access, actions, health, queries, summary
from muster.gifts.actions import NewEntry
from muster.gifts.models import Entry, Hat, Pledge, Report
from muster.kit import clock
from muster.kit.actors import system
from muster.kit.money import Money
from tests.domains.gifts.cards import AT, Card, begun, tell

pytestmark = pytest.mark.django_db


def euro(minor: int) -> Money:
    return Money(minor, "EUR")


def test_a_promise_is_no_money_whatever_becomes_of_it(cast: Any, make: Any) -> None:
    ann = make.person()
    told = {"purpose": "drive:1", "by": cast.fin, "at": AT}
    first = actions.pledge(money=euro(5000), person=ann, **told)
    second = actions.pledge(money=euro(2000), name="Bo", **told)
    assert queries.pledged(["drive:1"]) == [euro(7000)]
    assert queries.sums(["drive:1"]) == []
    assert queries.totals(ann) == []
    assert Fact.objects.filter(kind__name="pledge.made").count() == 1
    actions.end_pledge(pledge=first, kept=True, by=cast.fin, at=AT)
    actions.end_pledge(pledge=second, kept=False, by=cast.fin, at=AT)
    assert queries.pledged(["drive:1"]) == []
    assert not Entry.objects.exists()
    with pytest.raises(actions.AlreadyEnded):
        actions.end_pledge(pledge=second, kept=True, by=cast.fin, at=AT)
    for money, name in ((euro(0), "Bo"), (euro(1), " ")):
        with pytest.raises(actions.NotAPledge):
            actions.pledge(money=money, name=name, **told)
    assert summary.export(ann)["promised"][0]["became"] == "kept"


def test_a_region_sees_the_promises_of_its_own(cast: Any, make: Any) -> None:
    ann = make.person(country="PL", postcode="90-001")
    told = {"purpose": "", "by": cast.olga, "at": AT}
    actions.pledge(money=euro(1), person=ann, **told)
    actions.pledge(money=euro(1), name="Bo", **told)
    assert access.pledges(by=cast.olga).count() == 2
    assert access.pledges(by=cast.rita).count() == 1
    assert access.pledges(by=cast.vera).count() == 0


def test_books_that_agree_and_books_that_do_not(settings: Any, cast: Any) -> None:
    assert health.books().ok
    payment = begun(settings)
    card = Card(payment)
    tell(card.paid(), card.back(300, "re_1"))
    hat = actions.open_hat(purpose="", name="Door", currency="GBP", by=cast.olga, at=AT)
    for who in (cast.olga, cast.dario):
        actions.count(hat=hat, money=Money(500, "GBP"), by=who, at=AT)
    assert actions.check(at=AT).agrees
    assert health.books().ok
    # Somebody wrote past the actions.
    wrong = NewEntry(None, Money(77, "GBP"), AT, "x", kind="correction", payment_id=payment.pk)
    actions.record(entries=[wrong], source="stripe", by=system("nobody"))
    Hat.objects.update(booked_minor=501)
    found = actions.check(at=AT)
    assert found.wrong == [
        [f"payment:{payment.pk}", 700, 777, "GBP"], [hat.reference, 501, 500, "GBP"],
    ]  # fmt: skip
    assert not health.books().ok
    assert health.books().blocking


def test_a_report_that_waits_too_long_is_said(settings: Any) -> None:
    from muster.gifts.kinds.stripe import meaning

    event = Card(begun(settings)).paid()
    actions.keep(heard=[meaning.heard(event)], gateway="stripe")
    assert health.books().ok
    Report.objects.update(received_at=clock.now() - timedelta(minutes=11))
    assert not health.books().ok
    # What waits is late, not wrong.
    assert actions.check(at=AT).agrees
    actions.fold()
    assert health.books().ok


def test_what_a_person_may_ask_for(settings: Any, make: Any) -> None:
    ann = make.person(email="ann@people.example")
    payment = begun(settings, email="ann@people.example", name="Ann", relay="k3")
    tell(Card(payment).paid())
    told = summary.export(ann)
    assert told["entries"][0]["amount"] == "10"
    assert told["begun"][0]["by_the_link_of"] == "k3"
    assert not Pledge.objects.exists()


def test_whether_one_can_give_is_said(settings: Any) -> None:
    assert "practised" in health.cards().words
    begun(settings)
    assert "Stripe" in health.cards().words
