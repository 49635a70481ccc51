"""Cash: two counters who do not see each other’s figure, a third who settles, and corrections as second lines."""

from __future__ import annotations

from typing import Any

import pytest

from muster.audit.models import Entry as AuditEntry
from muster.gifts import access, actions, counting, queries
from muster.gifts.models import Entry, Hat
from muster.kit.money import Money
from tests.domains.gifts.cards import AT

pytestmark = pytest.mark.django_db


def usd(minor: int) -> Money:
    return Money(minor, "USD")


@pytest.fixture
def hat(cast: Any) -> Hat:
    return actions.open_hat(purpose="drive:1", name="Door", currency="USD", by=cast.olga, at=AT)


def count(hat: Hat, minor: int, by: Any) -> Hat:
    return actions.count(hat=hat, money=usd(minor), by=by, at=AT)


def test_two_equal_figures_are_one_entry_of_cash(hat: Hat, cast: Any) -> None:
    assert count(hat, 45000, cast.olga).state == "once"
    assert not Entry.objects.exists()
    assert count(hat, 45000, cast.dario).state == "booked"
    [entry] = Entry.objects.all()
    assert (entry.source, entry.minor, entry.purpose, entry.key_id) == (
        "cash",
        45000,
        "drive:1",
        None,
    )
    [total] = queries.sums(["drive:1"])
    assert total.cash
    with pytest.raises(actions.AlreadyCounted):
        count(hat, 45000, cast.fin)


def test_nobody_sees_the_other_figure_before_both_have_counted(hat: Hat, cast: Any) -> None:
    count(hat, 45000, cast.olga)
    seen = access.hat(hat.pk, by=cast.dario)
    assert (seen.mine, seen.counts) == (None, ())
    assert "45000" not in str(list(AuditEntry.objects.values_list("detail", flat=True)))
    assert access.hat(hat.pk, by=cast.olga).counts[0].minor == 45000
    count(hat, 44000, cast.dario)
    assert len(access.hat(hat.pk, by=cast.olga).counts) == 2
    assert access.hats(by=cast.vera).count() == 0


def test_one_person_counting_twice_is_one_person(hat: Hat, cast: Any) -> None:
    count(hat, 100, cast.olga)
    assert count(hat, 100, cast.olga).state == "once"
    count(hat, 200, cast.olga)
    assert count(hat, 200, cast.dario).state == "booked"


def test_a_difference_is_settled_by_a_third_with_a_reason(hat: Hat, cast: Any) -> None:
    count(hat, 45000, cast.olga)
    assert count(hat, 44000, cast.fin).state == "differs"
    assert not Entry.objects.exists()
    with pytest.raises(actions.NotYours):
        actions.settle(hat=hat, money=usd(45000), reason="I am sure", by=cast.fin, at=AT)
    with pytest.raises(actions.NeedsReason):
        actions.settle(hat=hat, money=usd(45000), reason=" ", by=cast.ada, at=AT)
    actions.settle(hat=hat, money=usd(45000), reason="A note stuck", by=cast.ada, at=AT)
    assert queries.sums(["drive:1"])[0].minor == 45000


def test_what_was_booked_is_amended_by_a_second_line(hat: Hat, cast: Any) -> None:
    count(hat, 45000, cast.olga)
    count(hat, 45000, cast.dario)
    for minor in (44000, 46000, 46000, 0):
        actions.amend(hat=hat, money=usd(minor), reason="False note", by=cast.fin, at=AT)
        assert counting.booked(hat) == minor
    assert [one.minor for one in Entry.objects.order_by("id")] == [45000, -1000, 2000, -46000]


def test_an_empty_hat_is_booked_without_a_line(hat: Hat, cast: Any) -> None:
    count(hat, 0, cast.olga)
    assert count(hat, 0, cast.dario).state == "booked"
    assert not Entry.objects.exists()
    actions.amend(hat=hat, money=usd(500), reason="In the lining", by=cast.fin, at=AT)
    assert counting.booked(hat) == 500


def test_odd_figures_are_refused(hat: Hat, cast: Any) -> None:
    for money in (usd(-1), Money(1, "EUR"), usd(10**11)):
        with pytest.raises(actions.NotCash):
            actions.count(hat=hat, money=money, by=cast.olga, at=AT)
    with pytest.raises(actions.NotCash):
        actions.open_hat(purpose="", name=" ", currency="USD", by=cast.olga, at=AT)
    with pytest.raises(actions.NothingToSettle):
        actions.settle(hat=hat, money=usd(1), reason="x", by=cast.fin, at=AT)
    with pytest.raises(actions.NothingToSettle):
        actions.amend(hat=hat, money=usd(1), reason="x", by=cast.fin, at=AT)
