"""An import from file to people: foreseen rightly, done once, resumed, and nobody's no undone."""

from datetime import timedelta

import pytest
from django.db import connection

from muster.kit.actors import system
from muster.people import actions as people
from muster.people.models import ConsentState, IdentityKey, Person, Trait
from muster.sources import actions, queries
from muster.sources.actions import running
from muster.sources.actions.running import preview_digest
from muster.sources.errors import BadChoice, ChangedSince, NotForOneRegion, WrongMoment
from muster.sources.models import Import, ImportRow, Source, UploadChunk
from tests.domains.sources.helpers import bring, counts, everything, foreseen, upload

pytestmark = pytest.mark.django_db

LIST = (
    "Email,First name,Last name,Postcode,Shoe size\n"
    "ann@people.example,Ann,Nowak,90-001,41\n"
    "jan@people.example,Jan,Kowal,00-001,44\n"
    "not an address,Bad,Row,,\n"
    "ann@people.example,Ann,Nowak,90-001,41\n"
)


def facts(kind):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT f.amount, f.currency FROM activity_fact f JOIN activity_kind k ON k.id = f.kind_id"
            " WHERE k.name = %s ORDER BY f.id", [kind],
        )  # fmt: skip
        return cursor.fetchall()


def test_a_preview_changes_nobody_and_foresees_the_run(cast):
    before = everything()
    made = upload(cast.olga, LIST)
    assert everything() == before
    assert foreseen(made) == {"new": 2, "changed": 0, "same": 1, "refused": 1}
    [wrong] = queries.wrong_rows(made)
    assert (wrong.line, wrong.refused) == (4, True)
    assert "not an address" in wrong.words


def test_the_run_does_what_was_foreseen_and_keeps_unknown_columns(cast):
    made = bring(cast.olga, LIST)
    assert made.state == "done"
    assert counts(made) == foreseen(made)
    ann = IdentityKey.objects.get(value="ann@people.example").person
    assert (ann.given_name, ann.region_id) == ("Ann", "PL-10")
    row = ImportRow.objects.get(of=made, line=2)
    assert (row.extra, row.person_number) == ({"Shoe size": "41"}, ann.pk)


def test_the_same_file_again_changes_nothing(cast):
    bring(cast.olga, LIST)
    before = everything()
    again = bring(cast.olga, LIST)
    assert foreseen(again) == counts(again) == {"new": 0, "changed": 0, "same": 3, "refused": 1}
    assert everything() == before


def test_a_changed_row_is_foreseen_and_changes_one_field(cast):
    bring(cast.olga, LIST)
    made = bring(cast.olga, LIST.replace("Jan,Kowal", "Jan,Kowalski"))
    assert foreseen(made) == counts(made) == {"new": 0, "changed": 1, "same": 2, "refused": 1}


def test_the_job_may_come_twice_and_late(cast):
    made = bring(cast.olga, LIST)
    before = everything()
    actions.run(import_id=made.pk)
    actions.examine(import_id=made.pk)
    assert everything() == before


@pytest.mark.parametrize("stop_after", [1, 2, 3])
def test_an_interrupted_import_goes_on_where_it_stopped(cast, monkeypatch, stop_after):
    text = "Email,Name\n" + "".join(f"p{n}@people.example,P {n}\n" for n in range(10))
    monkeypatch.setattr(running.batches, "cut", lambda items, size=3: _cut(items, 3))
    made = upload(cast.olga, text)
    actions.confirm(made=made, seen=preview_digest(made), by=cast.olga)
    passed = []

    def stop(name):
        if name == "import.after_batch":
            passed.append(name)
            if len(passed) == stop_after:
                raise RuntimeError("the light went out")

    with monkeypatch.context() as broken:
        broken.setattr(running, "fault", stop)
        with pytest.raises(RuntimeError):
            actions.run(import_id=made.pk)
    assert Person.objects.count() == 3 * stop_after
    actions.run(import_id=made.pk)
    made.refresh_from_db()
    assert (made.state, counts(made)["new"], Person.objects.count()) == ("done", 10, 10)


def _cut(items, size):
    from itertools import islice

    left = iter(items)
    while batch := list(islice(left, size)):
        yield batch


def test_a_batch_that_fails_leaves_nothing_of_itself(cast, monkeypatch):
    made = upload(cast.olga, LIST)
    actions.confirm(made=made, seen=preview_digest(made), by=cast.olga)
    before = everything()

    def fail(name):
        if name == "import.before_commit":
            raise RuntimeError("the disk is full")

    with monkeypatch.context() as broken:
        broken.setattr(running, "fault", fail)
        with pytest.raises(RuntimeError):
            actions.run(import_id=made.pk)
    assert everything() == before
    assert not ImportRow.objects.filter(of=made).exists()


def test_tags_of_the_file_and_of_staff(cast):
    text = 'Email,Tags\nann@people.example,"seals; boats"\n'
    bring(cast.olga, text, tags=["march 2026"])
    assert set(Trait.objects.values_list("value", flat=True)) == {"seals", "boats", "march 2026"}


def test_nobody_is_asked_to_be_written_to_unless_staff_say_so(cast):
    bring(cast.olga, "Email,email_opt_in,OPTIN_TIME\nann@people.example,Y,2024-01-01 10:00:00\n")
    assert not ConsentState.objects.exists()


CONSENT = {
    "channels": ["email"], "purpose": "news", "wording": "Yes, write to me.", "rows": "answered",
}  # fmt: skip


def test_a_claimed_yes_carries_its_words_and_its_line(cast):
    text = "Email,email_opt_in,OPTIN_TIME\nann@people.example,Y,2024-01-01 10:00:00\nbo@people.example,,\n"
    made = bring(cast.olga, text, consent=CONSENT)
    state = ConsentState.objects.select_related("entry__wording").get()
    assert (state.state, state.purpose, state.channel) == ("granted", "news", "email")
    assert state.entry.evidence == f"import:{made.pk} line 2"
    assert state.entry.wording.text == "Yes, write to me."


def test_an_import_never_undoes_a_no_without_newer_proof(cast, make):
    ann = make.person(email="ann@people.example", consent=True)
    key = IdentityKey.objects.get(person=ann)
    people.stop(key_id=key.pk, purpose="news", by=system("test"))
    everyone = CONSENT | {"rows": "all"}
    bring(cast.olga, "Email\nann@people.example\n", consent=everyone)
    old = "Email,email_opt_in,OPTIN_TIME\nann@people.example,Y,2001-01-01 10:00:00\n"
    bring(cast.olga, old, consent=CONSENT)
    future = "Email,email_opt_in,OPTIN_TIME\nann@people.example,Y,2999-01-01 10:00:00\n"
    bring(cast.olga, future, consent=CONSENT)
    assert ConsentState.objects.get(key=key, purpose="news").state == "withdrawn"


def test_a_no_in_a_file_is_always_heard(cast, make):
    ann = make.person(email="ann@people.example", consent=True)
    bring(cast.olga, "Email,email_opt_in\nann@people.example,N\n")
    assert ConsentState.objects.get(key__person=ann, purpose="news").state == "withdrawn"


GIFTS = (
    "Receipt ID,Lineitem ID,Date,Amount,Donor Email,Donor Country\n"
    "r1,1,2024-01-05 10:00:00,$25.00,ann@people.example,United States\n"
    "r1,2,2024-01-05 10:00:00,$10.50,ann@people.example,United States\n"
)
PLAIN = "Email,Amount,Date\n" + "ann@people.example,5,2024-01-05\n" * 2


def test_gifts_become_facts_once(cast):
    made = bring(cast.olga, GIFTS, country="US")
    assert made.counts["gifts"] == 2
    assert facts("gift.received") == [(2500, "USD"), (1050, "USD")]
    bring(cast.olga, GIFTS, country="US", source="Another name")
    assert len(facts("gift.received")) == 2


def test_two_equal_gift_rows_are_two_gifts_and_the_file_again_none(cast, monkeypatch):
    monkeypatch.setattr(running.batches, "cut", lambda items, size=1: _cut(items, 1))
    bring(cast.olga, PLAIN)
    assert facts("gift.received") == [(500, "PLN"), (500, "PLN")]
    bring(cast.olga, PLAIN)
    assert len(facts("gift.received")) == 2


def test_confirming_another_preview_than_the_one_seen_is_refused(cast):
    made = upload(cast.olga, LIST)
    seen = preview_digest(made)
    actions.choose(made=made, choices={"country": "IT"}, by=cast.olga)
    with pytest.raises(ChangedSince):
        actions.confirm(made=made, seen=seen, by=cast.olga)
    assert not Person.objects.exists()


def test_a_region_alone_brings_in_no_list(cast):
    with pytest.raises(NotForOneRegion):
        upload(cast.rita, LIST)
    assert not Source.objects.exists()


def test_a_paused_source_brings_no_list(cast):
    made = upload(cast.olga, LIST)
    actions.pause(source=made.source, by=cast.olga)
    with pytest.raises(BadChoice):
        upload(cast.olga, LIST)


def test_confirming_twice_is_refused(cast):
    made = bring(cast.olga, LIST)
    with pytest.raises(WrongMoment):
        actions.confirm(made=made, seen=preview_digest(made), by=cast.olga)


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"", "empty"),
        (b"Email,Name\n", "header_only"),
        (b"Colour,Name\nred,x\n", "no_key_column"),
        (b"PK\x03\x04", "spreadsheet"),
        (b"\n\n\n", "empty"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(cast, raw, code):
    made = upload(cast.olga, raw)
    assert (made.state, made.problem) == ("unreadable", code)


def test_staff_can_say_what_a_column_means(cast):
    made = upload(cast.olga, "Contact,Name\nann@people.example,Ann\n")
    assert made.state == "unreadable"
    actions.choose(made=made, choices={"country": "PL", "columns": {"0": "email"}}, by=cast.olga)
    made.refresh_from_db()
    assert (made.state, foreseen(made)["new"]) == ("examined", 1)


def test_a_list_without_headings(cast):
    made = bring(cast.olga, "ann@people.example,Ann\nbo@people.example,Bo\n")
    assert counts(made)["new"] == 2


def test_the_file_is_deleted_after_thirty_days(cast):
    made = bring(cast.olga, LIST)
    Import.objects.update(uploaded_at="2020-01-01T00:00:00Z")
    assert actions.purge(at=made.confirmed_at) == 1
    assert not UploadChunk.objects.exists()
    assert actions.purge(at=made.confirmed_at) == 0


def test_an_unconfirmed_file_can_be_thrown_away(cast):
    made = upload(cast.olga, LIST)
    actions.drop(made=made, by=cast.olga)
    assert not UploadChunk.objects.exists()
    assert made not in queries.imports()


def test_an_import_that_stopped_is_taken_up_again_by_itself(
    cast, monkeypatch, django_capture_on_commit_callbacks
):
    from muster.sources import tasks

    made = upload(cast.olga, LIST)
    actions.confirm(made=made, seen=preview_digest(made), by=cast.olga)
    made.refresh_from_db()
    assert actions.resume_stopped(at=made.confirmed_at) == 0
    called = []
    monkeypatch.setattr(tasks.run_import, "defer", lambda **told: called.append(told))
    with django_capture_on_commit_callbacks(execute=True):
        assert actions.resume_stopped(at=made.confirmed_at + timedelta(hours=1)) == 1
    assert called == [{"import_id": made.pk}]


def test_a_second_worker_on_the_same_import_does_nothing_twice(cast, monkeypatch):
    text = "Email\n" + "".join(f"p{n}@people.example\n" for n in range(6))
    monkeypatch.setattr(running.batches, "cut", lambda items, size=2: _cut(items, 2))
    made = upload(cast.olga, text)
    actions.confirm(made=made, seen=preview_digest(made), by=cast.olga)

    def another(name):
        if name == "import.after_batch" and not another.busy:
            another.busy = True
            actions.run(import_id=made.pk)

    another.busy = False
    monkeypatch.setattr(running, "fault", another)
    actions.run(import_id=made.pk)
    made.refresh_from_db()
    assert (made.state, counts(made)["new"], Person.objects.count()) == ("done", 6, 6)
