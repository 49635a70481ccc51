"""The ledger: each report once, totals are sums, nobody’s name stays in the books of the erased."""

from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, InternalError, ProgrammingError, transaction

from muster.gifts import actions, queries, summary
from muster.gifts.actions import NewEntry
from muster.gifts.models import Entry
from muster.kit.actors import system
from muster.kit.money import Money
from muster.kit.scope import Scope, entered
from muster.people import actions as people
from muster.people.models import IdentityKey
from tests.domains.sources.helpers import bring, everything, undo

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 1, 12, tzinfo=UTC)
BY = system("test")


def given(person, minor, reference, kind="gift", *, currency="USD", about=""):
    key = IdentityKey.objects.filter(person=person).first()
    return NewEntry(key.pk, Money(minor, currency), AT, reference, kind=kind, about=about)


def test_every_report_counts_once_in_any_order(make):
    ann = make.person()
    refund = given(ann, 400, "r1", "refund", about="g1")
    gift = given(ann, 1000, "g1")
    assert actions.record(entries=[refund, gift, gift], source="hook:a", by=BY) == 2
    assert actions.record(entries=[gift, refund], source="hook:a", by=BY) == 0
    assert actions.record(entries=[gift], source="hook:b", by=BY) == 1
    assert queries.totals(ann) == [Money(1600, "USD")]


def test_currencies_are_never_added_up(make):
    ann = make.person()
    both = [given(ann, 1000, "1"), given(ann, 500, "2", currency="EUR")]
    actions.record(entries=both, source="s", by=BY)
    assert queries.totals(ann) == [Money(500, "EUR"), Money(1000, "USD")]


def test_an_entry_is_never_edited(make):
    ann = make.person()
    actions.record(entries=[given(ann, 1000, "1")], source="s", by=BY)
    with pytest.raises((ProgrammingError, InternalError)), transaction.atomic():
        Entry.objects.update(minor=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        actions.record(entries=[given(ann, -5, "2")], source="s", by=BY)


def test_the_erased_leave_their_amounts_and_no_name(make):
    ann = make.person()
    actions.record(entries=[given(ann, 1000, "1")], source="s", by=BY)
    people.forget_person(person=ann, by=BY)
    [entry] = Entry.objects.all()
    assert (entry.key_id, entry.minor) == (None, 1000)


def test_a_region_sees_its_own(make):
    ann = make.person(country="PL", postcode="90-001")
    actions.record(entries=[given(ann, 1000, "1")], source="s", by=BY)
    ann.refresh_from_db()
    with entered(Scope.NOBODY):
        assert not Entry.objects.exists()
    with entered(Scope(regions=frozenset({ann.region_id}))):
        assert Entry.objects.count() == 1


def test_the_person_page_says_it_to_those_who_may(cast, make):
    ann = make.person()
    actions.record(entries=[given(ann, 1000, "1")], source="s", by=BY)
    assert [line.label for line in summary.lines(ann, by=cast.fin)] == ["Gifts", "Gift: amount"]
    assert summary.lines(ann, by=cast.dario) == []
    assert summary.export(ann)["entries"][0]["amount"] == "10"


LIST = "Email,Amount,Date,Receipt ID,Lineitem ID,Refund ID,Refund Date\n"
GAVE = "ann@people.example,10.00,2026-01-05,R1,L1,,\n"
BACK = "ann@people.example,10.00,2026-01-05,R1,L1,F1,2026-01-09\n"


def test_a_file_enters_the_ledger_once_and_its_undo_takes_it_out(cast, make):
    make.person(email="ann@people.example", country="PL")
    before = everything()
    first = bring(cast.olga, LIST + GAVE)
    assert Entry.objects.get().minor == 1000
    bring(cast.olga, LIST + GAVE, name="again.csv")
    assert Entry.objects.count() == 1
    undo(cast.olga, first)
    assert not Entry.objects.exists()
    assert everything() == before
    bring(cast.olga, LIST + GAVE, name="third.csv")
    assert Entry.objects.count() == 1


def test_a_refund_takes_off_what_was_counted_and_nothing_else(cast):
    bring(cast.olga, LIST + BACK)
    assert not Entry.objects.exists()
    bring(cast.olga, LIST + GAVE, name="b.csv")
    bring(cast.olga, LIST + BACK, name="c.csv")
    bring(cast.olga, LIST + BACK, name="d.csv")
    assert sorted(Entry.objects.values_list("minor", flat=True)) == [-1000, 1000]
