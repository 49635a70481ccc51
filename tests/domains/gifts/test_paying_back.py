"""Money back: decided once, ordered under a number, in the books when the gateway says that it went."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from muster.gifts import actions
from muster.gifts.models import Entry, Payment, Refund
from muster.kit.money import Money
from muster.proof.witness import stripe_
from tests.domains.gifts.cards import AT, begun, tell

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

pytestmark = [pytest.mark.django_db, pytest.mark.enable_socket]


@pytest.fixture
def cards(settings: Any) -> Iterator[stripe_.Server]:
    with stripe_.Server() as server:
        yield server


@pytest.fixture
def gift(settings: Any, cards: stripe_.Server) -> Entry:
    payment = begun(settings)
    settings.MUSTER_STRIPE_URL = cards.url
    actions.checkout(payment=payment, back="http://localhost/give/x/?language=en")
    tell(*cards.pay(Payment.objects.get().session))
    return Entry.objects.get()


def back(gift: Entry, minor: int, by: Any, once: str = "o1", at: datetime = AT) -> Refund:
    return actions.pay_back(
        gift=gift, money=Money(minor, "GBP"), reason="Asked for it", by=by, at=at, once=once
    )


def test_it_goes_once_and_stands_in_the_books_once(
    gift: Entry, cards: stripe_.Server, cast: Any
) -> None:
    first = back(gift, 400, cast.fin)
    assert back(gift, 400, cast.fin).pk == first.pk
    assert len(cards.refunds) == 1
    # Its own report comes as well, and is the same money.
    tell(cards.events[-1])
    assert [(one.kind, one.minor) for one in Entry.objects.order_by("id")] == [
        ("gift", 1000), ("refund", -400),
    ]  # fmt: skip
    assert actions.returnable(gift) == 600
    with pytest.raises(actions.NotPayable):
        back(gift, 601, cast.fin, once="o2")
    assert back(gift, 600, cast.fin, once="o3").state == "taken"
    assert actions.returnable(gift) == 0


def test_a_lost_answer_is_asked_for_again(gift: Entry, cards: stripe_.Server, cast: Any) -> None:
    # Carried out, but every answer is lost: our own library gives up.
    cards.trouble += ["cut", "cut", "cut"]
    assert back(gift, 400, cast.fin).state == "asked"
    # What is on its way cannot be ordered a second time.
    assert actions.returnable(gift) == 600
    assert actions.order_waiting(at=AT) == 0
    from datetime import timedelta

    assert actions.order_waiting(at=AT + timedelta(minutes=5)) == 1
    assert len(cards.refunds) == 1
    assert sum(one.minor for one in Entry.objects.all()) == 600


def test_a_clear_no_ends_it(gift: Entry, cards: stripe_.Server, cast: Any) -> None:
    cards.trouble.append(400)
    refused = back(gift, 400, cast.fin)
    assert refused.state == "refused"
    assert "did not take this" in refused.detail
    assert actions.returnable(gift) == 1000


def test_what_cannot_go_back(gift: Entry, cast: Any) -> None:
    for minor, reason in ((0, "x"), (1001, "x"), (10, "  ")):
        with pytest.raises(actions.NotPayable):
            actions.pay_back(
                gift=gift, money=Money(minor, "GBP"), reason=reason, by=cast.fin, at=AT,
                once=f"{minor}{reason}",
            )  # fmt: skip
    hat = actions.open_hat(purpose="", name="Door", currency="GBP", by=cast.fin, at=AT)
    for who in (cast.fin, cast.olga):
        actions.count(hat=hat, money=Money(500, "GBP"), by=who, at=AT)
    coins = Entry.objects.get(source="cash")
    with pytest.raises(actions.NotPayable):
        back(coins, 100, cast.fin, once="o9")
