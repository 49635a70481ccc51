"""Undoing an import: exact where nobody came after, careful where somebody did."""

from datetime import timedelta

import pytest

from muster.kit import faults
from muster.kit.actors import system
from muster.people import actions as people
from muster.people.models import ConsentState, IdentityKey, Person, Trait
from muster.sources.actions import undoing
from muster.sources.errors import WrongMoment
from muster.sources.models import Import
from tests.domains.sources.helpers import bring, everything, undo

pytestmark = pytest.mark.django_db

CONSENT = {"channels": ["email"], "purpose": "news", "wording": "Yes.", "rows": "all"}
TEXT = (
    "Email,Phone,First name,Postcode,Amount,Date\n"
    "ann@people.example,+48600100200,Anna,00-001,5,2024-01-05\n"
    "new@people.example,,New,90-001,7,2024-01-06\n"
)


def test_everything_is_as_before(cast, make):
    make.person(email="ann@people.example", consent=True, given_name="Ann")
    make.person(email="other@people.example")
    before = everything()
    made = bring(cast.olga, TEXT, consent=CONSENT, tags=["spring"])
    assert everything() != before
    undo(cast.olga, made)
    assert everything() == before
    assert made.state == "undone"
    assert (made.undone["people"], made.undone["fields"]) == (1, 5)


def test_many_small_batches_undo_the_same(cast, make, monkeypatch):
    monkeypatch.setattr(undoing, "PEOPLE_AT_ONCE", 1)
    make.person(email="ann@people.example")
    before = everything()
    undo(cast.olga, bring(cast.olga, TEXT, tags=["spring"]))
    assert everything() == before


def test_an_interrupted_undo_goes_on_where_it_stopped(cast, make, monkeypatch):
    monkeypatch.setattr(undoing, "PEOPLE_AT_ONCE", 1)
    monkeypatch.setattr(faults, "_seen", {})
    make.person(email="ann@people.example")
    before = everything()
    made = bring(cast.olga, TEXT, tags=["spring"])
    with monkeypatch.context() as broken:
        broken.setattr(faults, "ARMED", "import.after_undo_batch:1:raise")
        with pytest.raises(faults.InjectedFault):
            undo(cast.olga, made)
    assert everything() != before
    undoing.undo(import_id=made.pk)
    assert everything() == before


def test_the_file_can_be_brought_again_after_an_undo(cast):
    undo(cast.olga, bring(cast.olga, TEXT))
    again = bring(cast.olga, TEXT)
    assert (again.counts["new"], again.counts["gifts"]) == (2, 2)


def test_a_person_somebody_noted_stays(cast):
    made = bring(cast.olga, TEXT, tags=["spring"])
    new = IdentityKey.objects.get(value="new@people.example").person
    people.add_note(person=new, text="Called, very kind.", by=cast.olga)
    undo(cast.olga, made)
    new.refresh_from_db()
    assert new.given_name == "New"
    assert not Trait.objects.exists()
    assert (made.undone["people"], made.undone["kept"]) == (1, 1)


def test_a_field_somebody_corrected_since_stays(cast, make):
    ann = make.person(email="ann@people.example", given_name="Ann")
    made = bring(cast.olga, TEXT)
    ann.refresh_from_db()
    people.edit(person=ann, fields={"given_name": "Annie"}, by=cast.olga)
    undo(cast.olga, made)
    ann.refresh_from_db()
    assert (ann.given_name, ann.postcode) == ("Annie", "90-001")


def test_a_no_said_since_stays_a_no(cast, make):
    make.person(email="ann@people.example")
    key = IdentityKey.objects.get(value="ann@people.example")
    made = bring(cast.olga, TEXT, consent=CONSENT)
    people.stop(key_id=key.pk, purpose="news", by=system("test"))
    undo(cast.olga, made)
    assert ConsentState.objects.get(key=key, purpose="news").state == "withdrawn"


def test_a_yes_that_was_acted_on_ends_with_a_line_of_its_own(cast, make):
    ann = make.person(email="ann@people.example")
    key = IdentityKey.objects.get(value="ann@people.example")
    made = bring(cast.olga, TEXT, consent=CONSENT)
    people.add_note(person=ann, text="Wrote back.", by=cast.olga)
    undo(cast.olga, made)
    state = ConsentState.objects.select_related("entry").get(key=key, purpose="news")
    assert (state.state, state.entry.source) == ("withdrawn", f"undo of import:{made.pk}")


def test_changes_of_two_imports_come_off_one_by_one(cast, make):
    ann = make.person(email="ann@people.example", given_name="Ann")
    first = bring(cast.olga, "Email,First name\nann@people.example,Anna\n")
    second = bring(cast.olga, "Email,First name\nann@people.example,Hanna\n")
    undo(cast.olga, first)
    ann.refresh_from_db()
    assert ann.given_name == "Hanna"
    undo(cast.olga, second)
    ann.refresh_from_db()
    assert ann.given_name == "Anna"


def test_a_field_changed_twice_by_one_file_goes_back_to_the_start(cast, make):
    ann = make.person(email="ann@people.example", given_name="Ann")
    made = bring(cast.olga, "Email,First name\nann@people.example,A\nann@people.example,B\n")
    undo(cast.olga, made)
    ann.refresh_from_db()
    assert ann.given_name == "Ann"


def test_an_undo_interrupted_goes_on(cast, monkeypatch):
    before = everything()
    made = bring(cast.olga, TEXT)
    monkeypatch.setattr(undoing, "PEOPLE_AT_ONCE", 1)
    with monkeypatch.context() as broken:
        broken.setattr(undoing, "fault", _raise)
        with pytest.raises(RuntimeError):
            undo(cast.olga, made)
    assert Person.objects.count() == 1
    undoing.undo(import_id=made.pk)
    assert everything() == before


def _raise(name):
    raise RuntimeError(name)


def test_after_thirty_days_there_is_no_undo(cast):
    made = bring(cast.olga, TEXT)
    Import.objects.update(confirmed_at=made.confirmed_at - timedelta(days=31))
    with pytest.raises(WrongMoment):
        undo(cast.olga, made)


def test_undoing_twice_is_refused(cast):
    made = undo(cast.olga, bring(cast.olga, TEXT))
    with pytest.raises(WrongMoment):
        undo(cast.olga, made)
