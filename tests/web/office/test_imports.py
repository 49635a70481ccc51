"""Imports as staff meet them: every page by hand, without script, and by the wrong person."""

import csv
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from muster.people.models import Person
from muster.sources import actions
from muster.sources.models import Import

pytestmark = pytest.mark.django_db
LIST = "Email,First name,Shoe size\nann@people.example,Ann,41\n=cmd|x,Bad,\n"


def send(client, text=LIST, **more):
    file = SimpleUploadedFile("list.csv", text.encode() if isinstance(text, str) else text)
    told = {"file": file, "source_name": "Old list", "country": "PL"} | more
    return client.post(reverse("office:import-new"), told)


def page(client, made):
    return client.get(reverse("office:import", args=[made.pk]))


def test_from_file_to_people_and_back(cast, client_for):
    client = client_for(cast.olga)
    assert "No list has been brought in yet" in client.get(reverse("office:imports")).text
    assert client.get(reverse("office:import-new")).status_code == 200
    assert send(client).status_code == 302
    made = Import.objects.get()
    preview = page(client, made)
    assert "Confirming adds 1 person" in preview.text
    assert '“<span translate="no">=cmd|x</span>” cannot be read' in preview.text
    assert "Shoe size" in preview.text
    assert not Person.objects.exists()
    seen = preview.context["seen"]
    client.post(reverse("office:import-confirmation", args=[made.pk]), {"seen": seen})
    made.refresh_from_db()
    assert made.state == "running"
    assert "Taking in 0 of 2 rows" in page(client, made).text
    actions.run(import_id=made.pk)
    assert "Added 1 person and changed 0" in page(client, made).text
    assert "list.csv" in client.get(reverse("office:imports")).text
    client.post(reverse("office:import-undo", args=[made.pk]))
    assert "Taking this import back" in page(client, made).text
    actions.undo(import_id=made.pk)
    assert "This import was taken back" in page(client, made).text
    assert not Person.objects.exists()


def test_what_a_refused_row_quotes_is_shown_as_it_was_typed(cast, client_for):
    """The page rules want our quotes curly; theirs stay straight, and nobody translates them."""
    client = client_for(cast.olga)
    send(client, 'Email,First name\n"o\'neil ""at"" home",Ann\nann@people.example,Ann\n')
    shown = page(client, Import.objects.get()).text
    quoted = "o&#x27;neil &quot;at&quot; home"
    assert f'“<span translate="no">{quoted}</span>” cannot be read' in shown


def test_an_old_preview_is_not_confirmed(cast, client_for):
    client = client_for(cast.olga)
    send(client)
    made = Import.objects.get()
    client.post(reverse("office:import-confirmation", args=[made.pk]), {"seen": "something else"})
    made.refresh_from_db()
    assert made.state == "examined"
    assert "The preview has changed since you saw it" in page(client, made).text


def test_staff_say_what_a_column_means_and_what_was_agreed(cast, client_for):
    client = client_for(cast.olga)
    send(client, "Contact,Name\nann@people.example,Ann Nowak\n")
    made = Import.objects.get()
    assert "This file cannot be used as it is" in page(client, made).text
    told = {"country": "PL", "column_0": "email", "column_1": "full_name", "tags": "a, b",
            "channels": ["email"], "rows": "all", "purpose": "news", "wording": "Yes."}  # fmt: skip
    assert client.post(reverse("office:import-choices", args=[made.pk]), told).status_code == 302
    made.refresh_from_db()
    assert (made.state, made.choices["tags"]) == ("examined", ["a", "b"])
    assert "1 row says yes" in page(client, made).text


def test_a_yes_without_its_words_is_refused_beside_the_field(cast, client_for):
    client = client_for(cast.olga)
    send(client)
    made = Import.objects.get()
    told = {"country": "PL", "channels": ["email"], "rows": "all", "purpose": "news"}
    answer = client.post(reverse("office:import-choices", args=[made.pk]), told)
    assert answer.status_code == 422
    assert "Copy the words these people saw" in answer.text


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"PK\x03\x04 a spreadsheet", "CSV UTF-8"),
        (b"Email\n", "headings and no rows"),
        (b"\xff\xfe", "empty"),
    ],
)
def test_what_cannot_be_read_is_said_in_words(cast, client_for, raw, words):
    client = client_for(cast.olga)
    send(client, raw)
    assert words in page(client, Import.objects.get()).text


def test_a_form_without_a_file_is_shown_again(cast, client_for):
    answer = client_for(cast.olga).post(reverse("office:import-new"), {"country": "PL"})
    assert answer.status_code == 422
    assert "Choose the file first." in answer.text


def test_refused_rows_as_a_file_that_runs_nothing(cast, client_for):
    client = client_for(cast.olga)
    send(client)
    made = Import.objects.get()
    answer = client.get(reverse("office:import-refused", args=[made.pk]))
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert rows[0] == ["Line", "Taken", "Reason"]
    assert rows[1][:2] == ["3", "no"]


def test_a_file_nobody_confirmed_is_thrown_away(cast, client_for):
    client = client_for(cast.olga)
    send(client)
    made = Import.objects.get()
    client.post(reverse("office:import-removal", args=[made.pk]))
    assert page(client, made).status_code == 404


@pytest.mark.parametrize("name", ["ana", "bo", "dario", "fin", "vera", "nobody"])
def test_others_see_no_import(cast, client_for, name):
    send(client_for(cast.olga))
    made = Import.objects.get()
    client = client_for(getattr(cast, name))
    assert page(client, made).status_code == 404
    assert client.get(reverse("office:imports")).status_code == 404


def test_who_answers_for_one_region_is_told_so_and_sees_none(cast, client_for):
    send(client_for(cast.olga))
    client = client_for(cast.rita)
    assert page(client, Import.objects.get()).status_code == 404
    assert "list.csv" not in client.get(reverse("office:imports")).text
    assert "any region" in client.get(reverse("office:import-new")).text
    assert send(client).status_code == 422
    assert Import.objects.count() == 1
