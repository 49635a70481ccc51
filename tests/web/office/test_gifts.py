"""Gifts for staff through HTTP: the books, money back in two steps, promises, and hats counted by two."""

from __future__ import annotations

from typing import Any

import pytest

from muster.gifts import actions
from muster.gifts.actions import NewEntry
from muster.gifts.kinds import practice
from muster.gifts.models import Entry, Hat, Payment, Pledge, Refund
from muster.kit import clock
from muster.kit.actors import system
from muster.kit.money import Money
from tests.domains.gifts.cards import AT, wish

pytestmark = pytest.mark.django_db


@pytest.fixture
def gift(db: None) -> Entry:
    payment = actions.begin(
        wish=wish(2500, email="ann@people.example", name="Ann", shown=True, relay="k3"), at=AT
    )
    heard = practice.heard(payment, "paid", at=clock.now())
    actions.keep(heard=[heard], gateway="practice")
    actions.fold()
    return Entry.objects.get()


def test_who_may_see_what(client_for: Any, cast: Any) -> None:
    for path, names in (
        ("gifts/", {"Fin"}),
        ("gifts/pledges/", {"Olga", "Rita", "Fin"}),
        ("gifts/hats/", {"Olga", "Rita", "Dario", "Fin"}),
    ):
        seeing = {s.name for s in cast if client_for(s).get(f"/office/{path}").status_code == 200}
        assert seeing == names, path


def test_an_empty_book_says_what_it_is_for(client_for: Any, cast: Any) -> None:
    assert "No money has been reported" in client_for(cast.fin).get("/office/gifts/").text


def test_the_books_their_filters_and_their_sum(client_for: Any, cast: Any, gift: Entry) -> None:
    given = NewEntry(None, Money(900, "GBP"), AT, "r1", purpose="drive:4")
    actions.record(entries=[given], source="cash", by=system("test"))
    fin = client_for(cast.fin)
    whole = fin.get("/office/gifts/").text
    assert "2 lines in the books" in whole
    assert "£34" in whole
    for query, sees in (
        ("source=cash", "£9"), ("purpose=drive:4", "£9"), ("kind=gift&source=practice", "£25"),
        ("q=ann@people.example", "£25"), (f"q={gift.payment.token}", "£25"),
    ):  # fmt: skip
        page = fin.get(f"/office/gifts/?{query}").text
        assert "1 line in the books" in page, query
        assert sees in page, query
    assert "No line fits" in fin.get("/office/gifts/?source=other").text
    assert fin.get("/office/gifts/?kind=nonsense&page=99").status_code == 200


def test_one_gift_with_its_history(client_for: Any, cast: Any, gift: Entry) -> None:
    page = client_for(cast.fin).get(f"/office/gifts/{gift.pk}/").text
    assert "£25 stand in the books" in page
    assert "paid" in page
    assert "k3" in page
    assert client_for(cast.fin).get("/office/gifts/2000000000/").status_code == 404


def test_a_difference_in_the_books_is_loud(client_for: Any, cast: Any, gift: Entry) -> None:
    actions.check(at=AT)
    assert "all agree" in client_for(cast.fin).get("/office/gifts/").text
    wrong = NewEntry(None, Money(1, "GBP"), AT, "x", kind="correction", payment_id=gift.payment_id)
    actions.record(entries=[wrong], source="practice", by=system("nobody"))
    actions.check(at=AT)
    page = client_for(cast.fin).get("/office/gifts/").text
    assert "1 sum differs" in page
    assert f"payment:{gift.payment_id}" in page


class TestMoneyBack:
    def test_it_takes_two_steps(self, client_for: Any, cast: Any, gift: Entry) -> None:
        fin, here = client_for(cast.fin), f"/office/gifts/{gift.pk}/refund/"
        assert "can go back" in fin.get(here).text
        said = {"amount": "10", "reason": "Asked for it", "once": "o1"}
        second = fin.post(here, said)
        assert second.status_code == 200
        assert "£10" in second.text
        assert not Refund.objects.exists()
        done = fin.post(here, said | {"sure": "yes"})
        assert done.status_code == 302
        fin.post(here, said | {"sure": "yes"})
        assert Refund.objects.get().state == "taken"
        page = fin.get(f"/office/gifts/{gift.pk}/").text
        assert "£15 stand in the books" in page
        assert "Asked for it" in page

    def test_what_is_wrong_is_said(self, client_for: Any, cast: Any, gift: Entry) -> None:
        fin, here = client_for(cast.fin), f"/office/gifts/{gift.pk}/refund/"
        for said, words in (
            ({}, "how much goes back"),
            ({"amount": "ten", "reason": "x"}, "in digits"),
            ({"amount": "26", "reason": "x"}, "No more than"),
            ({"amount": "26", "reason": "x", "sure": "yes"}, "At most"),
        ):
            page = fin.post(here, said)
            assert page.status_code == 422, said
            assert words in page.text, said
        assert not Refund.objects.exists()

    def test_it_wants_a_fresh_proof_of_who_one_is(
        self, client_for: Any, cast: Any, gift: Entry
    ) -> None:
        answer = client_for(cast.fin, how="").get(f"/office/gifts/{gift.pk}/refund/")
        assert answer.status_code == 302
        assert answer.url.startswith("/office/confirm/")

    def test_only_what_came_by_our_page(self, client_for: Any, cast: Any) -> None:
        given = NewEntry(None, Money(900, "GBP"), AT, "r1")
        actions.record(entries=[given], source="hook:x", by=system("test"))
        number = Entry.objects.get().pk
        assert client_for(cast.fin).get(f"/office/gifts/{number}/refund/").status_code == 404
        assert client_for(cast.olga).get(f"/office/gifts/{number}/refund/").status_code == 404


def test_promises_are_written_down_and_ended(client_for: Any, cast: Any) -> None:
    olga = client_for(cast.olga)
    assert olga.post("/office/gifts/pledges/", {}).status_code == 422
    assert olga.post("/office/gifts/pledges/", {"name": "Bo", "amount": "0"}).status_code == 422
    answer = olga.post("/office/gifts/pledges/", {"name": "Bo Berg", "amount": "50"})
    assert answer.status_code == 302
    page = olga.get("/office/gifts/pledges/").text
    assert "1 promise stands" in page
    assert "Bo Berg" in page
    here = f"/office/gifts/pledges/{Pledge.objects.get().pk}/ending/"
    assert olga.post(here, {"ending": "kept"}).status_code == 302
    assert olga.post(here, {"ending": "kept"}).status_code == 302
    assert Pledge.objects.get().ending == "kept"
    assert "Nobody has promised" in olga.get("/office/gifts/pledges/").text


class TestHats:
    def opened(self, client: Any) -> str:
        answer = client.post("/office/gifts/hats/", {"name": "Door, left"})
        assert answer.status_code == 302
        return str(answer.url)

    def test_two_count_and_neither_sees_the_other(self, client_for: Any, cast: Any) -> None:
        olga, dario = client_for(cast.olga), client_for(cast.dario)
        here = self.opened(olga)
        assert olga.post(f"{here}counts/", {"amount": "123.45"}).status_code == 302
        assert "123.45" in olga.get(here).text
        page = dario.get(here).text
        assert "123.45" not in page
        assert "one person has counted" in page
        assert "123.45" not in dario.get("/office/gifts/hats/").text
        assert dario.post(f"{here}counts/", {"amount": "123.45"}).status_code == 302
        assert "in the books" in dario.get(here).text
        assert Entry.objects.get().minor == 12345
        assert dario.post(f"{here}counts/", {"amount": "1"}).status_code == 409

    def test_a_difference_is_shown_to_both_and_settled_by_a_third(
        self, client_for: Any, cast: Any
    ) -> None:
        olga, dario, fin = (client_for(one) for one in (cast.olga, cast.dario, cast.fin))
        here = self.opened(olga)
        olga.post(f"{here}counts/", {"amount": "100"})
        dario.post(f"{here}counts/", {"amount": "90"})
        for one in (olga, dario):
            page = one.get(here).text
            assert "counted differently" in page
            assert "£100" in page
            assert "£90" in page
        assert olga.post(f"{here}settlement/", {}).status_code == 404
        assert fin.post(f"{here}settlement/", {"amount": "100"}).status_code == 422
        said = {"amount": "100", "reason": "A note stuck"}
        assert fin.post(f"{here}settlement/", said).status_code == 302
        assert "A note stuck" in olga.get(here).text
        amended = {"amount": "95", "reason": "False note"}
        assert fin.post(f"{here}amendment/", amended).status_code == 302
        assert sum(one.minor for one in Entry.objects.all()) == 9500

    def test_who_counted_does_not_settle(self, client_for: Any, cast: Any) -> None:
        olga, fin = client_for(cast.olga), client_for(cast.fin)
        here = self.opened(olga)
        olga.post(f"{here}counts/", {"amount": "100"})
        fin.post(f"{here}counts/", {"amount": "90"})
        page = fin.post(f"{here}settlement/", {"amount": "90", "reason": "I am sure"})
        assert page.status_code == 422
        assert "Somebody else must settle" in page.text

    def test_odd_figures_and_odd_purposes(self, client_for: Any, cast: Any) -> None:
        olga = client_for(cast.olga)
        assert olga.post("/office/gifts/hats/", {}).status_code == 422
        strange = olga.post("/office/gifts/hats/", {"name": "x", "purpose": "nothing:1"})
        assert strange.status_code == 422
        here = self.opened(olga)
        for amount in ("", "much", "-5"):
            assert olga.post(f"{here}counts/", {"amount": amount}).status_code == 422
        assert Hat.objects.get().state == "open"
        assert not Payment.objects.exists()
