"""The export of a Mailchimp audience: whatever says no there is a no here, and no later list makes a yes of it."""

from __future__ import annotations

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from muster.people.models import ConsentState, IdentityKey
from muster.sources.kinds.mailchimp import archive, standing
from muster.sources.models import Import
from tests.domains.sources.helpers import bring, undo

EN = "Email Address,First Name,MEMBER_RATING,OPTIN_TIME,LEID,EUID\n"
DE = "Emailadresse,Vorname,MEMBER_RATING,OPTIN_TIME,LEID,EUID\n"
ROW = "ann@people.example,Ann,2,2024-01-01 10:00:00,1,abc\n"
YES = {"channels": ["email"], "purpose": "news", "wording": "Yes, write to me.", "rows": "all"}
NOES = (
    "unsubscribed_members_export_1.csv", "cleaned_members_export_1.csv",
    "nonsubscribed_members_export_1.csv", "unsubscribed_email_audience_export_2.csv",
)  # fmt: skip


def states():
    return set(ConsentState.objects.values_list("purpose", "state"))


def mailable():
    return ConsentState.objects.filter(state="granted").exists()


@pytest.mark.parametrize("headings", [EN, DE])
@pytest.mark.parametrize("name", NOES)
@pytest.mark.django_db
def test_the_name_of_the_file_says_no_for_everybody_in_it(cast, headings, name):
    bring(cast.olga, headings + ROW, name=name, consent=YES)
    assert {state for _purpose, state in states()} == {"withdrawn"}


@pytest.mark.parametrize("subscribed_first", [True, False])
@pytest.mark.django_db
def test_a_no_stays_a_no_in_whatever_order_the_files_come(cast, subscribed_first):
    files = [("subscribed_members_export_1.csv", YES), (NOES[0], {})]
    for name, consent in files if subscribed_first else reversed(files):
        bring(cast.olga, EN + ROW, name=name, consent=consent)
    assert not mailable()


@pytest.mark.django_db
def test_a_later_list_with_older_dates_makes_no_yes_of_it(cast):
    bring(cast.olga, EN + ROW, name=NOES[1])
    for since in ("", "2025-01-01"):
        bring(
            cast.olga,
            "Email\nann@people.example\n",
            source="Another",
            consent={**YES, "since": since},
        )
    assert not mailable()


@pytest.mark.django_db
def test_the_file_of_the_subscribed_says_yes_to_nothing_by_itself(cast):
    bring(cast.olga, EN + ROW, name="subscribed_members_export_1.csv")
    assert not ConsentState.objects.exists()


@pytest.mark.parametrize("word", ["unsubscribed", "cleaned", "Non-Subscribed"])
@pytest.mark.django_db
def test_a_column_may_say_it_too(cast, word):
    text = EN.strip() + ",Status\n" + ROW.strip() + f",{word}\n"
    bring(cast.olga, text, name="audience.csv")
    assert {state for _purpose, state in states()} == {"withdrawn"}


@pytest.mark.django_db
def test_an_undo_takes_the_no_back(cast):
    undo(cast.olga, bring(cast.olga, EN + ROW, name=NOES[0]))
    assert not ConsentState.objects.exists()
    assert not IdentityKey.objects.exists()


def test_another_list_of_that_name_says_nothing():
    assert not standing.says_no("unsubscribed.csv", ["Email", "First name"])


def packed(**files):
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as made:
        for name, text in files.items():
            made.writestr(name.replace("__csv", ".csv"), text)
    return held.getvalue()


def send(client, raw):
    file = SimpleUploadedFile("export.zip", raw)
    told = {"file": file, "source_name": "Mailchimp", "country": "US"}
    return client.post(reverse("office:import-new"), told)


@pytest.mark.django_db
def test_an_archive_becomes_an_import_for_each_list(cast, client_for):
    raw = packed(subscribed_1__csv=EN + ROW, cleaned_1__csv=EN + ROW, **{"__MACOSX/._x": "beside"})
    assert send(client_for(cast.olga), raw).status_code == 302
    names = set(Import.objects.values_list("filename", "state"))
    assert names == {("subscribed_1.csv", "examined"), ("cleaned_1.csv", "examined")}


@pytest.mark.django_db
def test_a_damaged_archive_is_named_and_nothing_of_it_kept(cast, client_for):
    raw = bytearray(packed(a__csv=EN + ROW, b__csv=EN + ROW * 50))
    place = raw.rfind(b"b.csv", 0, raw.rfind(b"PK\x01\x02")) + 8
    raw[place] ^= 0xFF
    answer = send(client_for(cast.olga), bytes(raw))
    assert answer.status_code == 422
    assert "This archive is damaged" in answer.text
    assert not Import.objects.exists()


def test_a_spreadsheet_is_no_archive_of_lists():
    assert archive.opened(io.BytesIO(packed(**{"[Content_Types].xml": "x", "a__csv": "x"}))) is None
    assert archive.opened(io.BytesIO(b"PK\x03\x04 and no more")) is None
    assert archive.opened(io.BytesIO(b"Email\n")) is None
