"""The same reports in any order, however often, are the same money (T8)."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from muster.gifts import folding
from muster.gifts.actions.book import Books, missing
from muster.gifts.folding import Standing, Told
from muster.gifts.kinds.stripe import meaning, units
from muster.gifts.models import Entry, Payment
from tests.domains.gifts.cards import AT, Card, begun, tell
from tests.trials import trials


# What can be said about one payment: money, refunds, disputes, and how far it came.
def _some(what: list[str], things: list[str], intents: list[str]) -> st.SearchStrategy[Told]:
    return st.builds(
        Told,
        what=st.sampled_from(what), thing=st.sampled_from(things), intent=st.sampled_from(intents),
        at=st.integers(0, 4), minor=st.integers(0, 2000), currency=st.just("EUR"),
        rank=st.integers(0, 5), number=st.text("abc", min_size=1, max_size=2),
    )  # fmt: skip


_told = st.lists(
    st.one_of(
        _some(["opened", "processing", "failed", "expired"], ["pi_1"], ["pi_1", ""]),
        _some(["captured"], ["pi_1"], ["pi_1"]),
        _some(["captured"], ["pi_2"], ["pi_2"]),
        _some(["refund", "refund_off"], ["re_1", "re_2"], ["pi_1", ""]),
        _some(["dispute", "dispute_off"], ["dp_1", "dp_2"], ["pi_2", "pi_1"]),
    ),
    max_size=10,
)


def written(steps: list[list[Told]]) -> tuple[int, Standing]:
    """What the ledger holds when reports come in these portions."""
    payment = Payment(pk=1, token="t", minor=1000, currency="EUR", gateway="stripe", created_at=AT)
    books, told = Books(), []
    standing = folding.fold([])
    for some in steps:
        told += some
        standing = folding.fold(told)
        for line in missing(payment, standing, books):
            sign = -1 if line.kind in {"refund", "dispute"} else 1
            thing = line.reference.partition("#")[0]
            books.sums[thing, line.money.currency] += sign * line.money.minor
            books.lines[thing] += 1
        # At every moment the books are exactly what was reported so far.
        assert sum(books.sums.values()) == sum(standing.sums.values())
    return sum(books.sums.values()), standing


@trials(400)
@given(told=_told, data=st.data())
def test_no_order_and_no_repetition_changes_what_stands(told: list[Told], data: Any) -> None:
    total, standing = written([told])
    shuffled = data.draw(
        st.permutations(told + data.draw(st.lists(st.sampled_from(told)) if told else st.just([])))
    )
    again, same = written([[one] for one in shuffled])
    assert (again, same.state, same.sums) == (total, standing.state, standing.sums)
    if standing.state != "paid":
        assert total == 0


@pytest.mark.django_db
@trials(15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_nor_does_it_in_the_database(settings: Any, data: Any) -> None:
    payment = begun(settings)
    card = Card(payment)
    events = [
        card.charged(), card.paid(), card.completed(), card.back(300, "re_1"),
        card.back(200, "re_2"), card.back(200, "re_2", "failed"),
        card.dispute(500, "dp_1", "created", "needs_response"),
        card.dispute(500, "dp_1", "closed", "won"),
    ]  # fmt: skip
    for name in ("id",):
        for one in events:
            thing = one["data"]["object"]
            if thing["object"] in {"refund", "dispute"}:
                thing[name] = f"{thing[name]}_{card.intent}"
    order = data.draw(
        st.permutations(events + data.draw(st.lists(st.sampled_from(events), max_size=4)))
    )
    tell(*order, each=data.draw(st.booleans()))
    assert sum(one.minor for one in Entry.objects.filter(payment=payment)) == 700


@pytest.mark.parametrize(
    ("currency", "theirs", "ours"),
    [
        ("EUR", 1050, 1050),
        ("JPY", 500, 500),
        ("ISK", 50000, 500),
        ("KWD", 1500, 1500),
        ("UGX", 500, 5),
    ],
)
def test_units(currency: str, theirs: int, ours: int) -> None:
    assert units.ours(theirs, currency) == ours
    assert units.theirs(ours, currency) == theirs
    assert units.theirs(1505, "KWD") == 1510


def test_events_that_say_nothing_about_money() -> None:
    for thing in ({"object": "customer"}, {}, {"object": "charge", "status": "pending"}):
        heard = meaning.heard(
            {"object": "event", "id": "e", "type": "x", "data": {"object": thing}}
        )
        assert meaning.read(heard.said, heard.number) == []
