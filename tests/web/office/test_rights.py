"""Staff answer what people have a right to: a copy, and an erasure that no list undoes."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from typing import Any

import pytest
from django.utils import timezone

from muster.audit.models import Entry
from muster.kit import sheets
from muster.kit.actors import system
from muster.people import actions
from muster.people.models import ConsentState, IdentityKey, Person, Suppression

pytestmark = pytest.mark.django_db
EWA = "ewa@people.example"


@pytest.fixture
def ewa(make: Any) -> Person:
    return make.person(email=EWA, given_name="=Ewa", family_name="Żak", consent=True, tags=["a"])


def at(person: Person, what: str) -> str:
    return f"/office/people/{person.pk}/{what}/"


def files(data: bytes) -> dict[str, list[list[str]]]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {
            name: list(csv.reader(io.StringIO(archive.read(name).decode("utf-8-sig"))))
            for name in archive.namelist()
            if name.endswith(".csv")
        }


def test_a_copy_as_sheets_has_a_file_for_each_domain(
    client_for: Any, cast: Any, ewa: Person
) -> None:
    answer = client_for(cast.fin).post(at(ewa, "copy"), {"form": "sheets"})
    found = files(answer.content)
    record = dict(zip(*found["people-record.csv"], strict=True))
    assert record["Given name"] == "'=Ewa"
    assert sheets.plain(record["Given name"]) == "=Ewa"
    assert EWA in found["people-identities.csv"][1]
    from muster.people import registry

    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert json.loads(archive.read("everything.json")).keys() == registry.duties().keys()
    assert Entry.objects.get(verb="person.exported").actor == cast.fin.actor
    assert "no-store" in answer["Cache-Control"]


def test_a_copy_as_one_document(client_for: Any, cast: Any, ewa: Person) -> None:
    client = client_for(cast.ada)
    assert "Files to read" in client.get(at(ewa, "copy")).text
    answer = client.post(at(ewa, "copy"), {"form": "json"})
    assert json.loads(answer.content)["people"]["record"]["given_name"] == "=Ewa"


def test_both_need_the_permission_the_region_and_a_fresh_proof(
    client_for: Any, cast: Any, ewa: Person, make: Any
) -> None:
    for what in ("copy", "erasure"):
        assert client_for(cast.vera).get(at(ewa, what)).status_code == 404
        assert client_for(cast.olga).get(at(ewa, what)).status_code == 404
        assert "/confirm/" in client_for(cast.ada, how="").get(at(ewa, what)).url
        assert "/confirm/" in client_for(cast.ada, how="").post(at(ewa, what)).url
    cast.ada.every_region = False
    cast.ada.save()
    cast.ada.regions.set(["PL-14"])
    for what in ("copy", "erasure"):
        assert client_for(cast.ada).get(at(ewa, what)).status_code == 404
        assert client_for(cast.ada).post(at(ewa, what)).status_code == 404
    ewa.refresh_from_db()
    assert ewa.erased_at is None


def test_erasing_asks_why_and_once_more_and_a_second_time_is_calm(
    client_for: Any, cast: Any, ewa: Person
) -> None:
    ada = client_for(cast.ada)
    assert ada.post(at(ewa, "erasure"), {}).status_code == 422
    assert ada.post(at(ewa, "erasure"), {"reason": "because"}).status_code == 422
    why = {"reason": "asked_in_writing"}
    assert "Erase for ever" in ada.post(at(ewa, "erasure"), why).text
    ewa.refresh_from_db()
    assert ewa.erased_at is None
    page = ada.post(at(ewa, "erasure"), why | {"meant": "1"}, follow=True)
    assert "No list can bring them back" in page.text
    assert EWA not in page.text
    again = ada.post(at(ewa, "erasure"), why | {"meant": "1"}, follow=True)
    assert "Nothing was left to do" in again.text
    entry = Entry.objects.get(verb="person.erased")
    assert entry.detail["reason"] == "asked_in_writing"
    assert ada.get(at(ewa, "copy")).status_code == 404


def test_no_list_brings_them_back(client_for: Any, cast: Any, ewa: Person) -> None:
    why = {"reason": "asked_in_writing", "meant": "1"}
    client_for(cast.ada).post(at(ewa, "erasure"), why)
    now = timezone.now()
    yes = actions.Claim("email", "news", "granted", now, "form 7")
    for _again in range(2):
        actions.resolve(
            known=[actions.Known(keys=(("email", EWA),), fields={}, consents=(yes,), tags=())],
            source="import:1", by=system("test"), at=now,
        )  # fmt: skip
    assert Suppression.objects.get(channel="email").reason == "erased"
    key = IdentityKey.objects.filter(value=EWA).first()
    assert key is None or not ConsentState.objects.filter(key=key, state="granted").exists()
