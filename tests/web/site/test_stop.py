"""One press stops; a look never does."""

from __future__ import annotations

import base64
import re
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from muster.activity import queries as activity
from muster.delivery import press
from muster.kit import clock, secrets
from muster.people import stop_tokens
from muster.people.models import ConsentEntry, ConsentState

pytestmark = pytest.mark.django_db
ONE_CLICK = {"List-Unsubscribe": "One-Click"}


@pytest.fixture
def reader(make: Any) -> Any:
    return make.person(email="reader@people.example", consent=True)


def link(person: Any, recipient_id: int | None = 77) -> str:
    key = person.keys.get(kind="email")
    token = stop_tokens.make(key_id=key.id, purpose="news", recipient_id=recipient_id)
    return f"/stop/{token}"


def state() -> str:
    return ConsentState.objects.get(purpose="news").state


def test_looking_stops_nothing(client_for: Any, reader: Any) -> None:
    before = ConsentEntry.objects.count()
    for look in (client_for().get, client_for().head, client_for().options):
        look(link(reader))
    assert state() == "granted"
    assert ConsentEntry.objects.count() == before


def test_a_mail_program_presses_for_its_reader(client_for: Any, reader: Any) -> None:
    visitor = client_for()
    visitor.handler.enforce_csrf_checks = True
    answer = visitor.post(link(reader), ONE_CLICK)
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/plain; charset=utf-8")
    assert not answer.cookies
    assert state() == "withdrawn"
    entry = ConsentEntry.objects.latest("id")
    assert (entry.source, entry.evidence) == ("stop link", "recipient 77")
    fact = activity.timeline([entry.key_id], limit=1)[0]
    assert fact.kind == "consent.withdrawn"
    again = visitor.post(link(reader), ONE_CLICK)
    assert again.status_code == 200
    assert ConsentEntry.objects.count() == 2


def test_it_also_works_as_form_data_in_parts(client_for: Any, reader: Any) -> None:
    body = b'--x\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--x--\r\n'
    answer = client_for().generic("POST", link(reader), body, "multipart/form-data; boundary=x")
    assert answer.status_code == 200
    assert state() == "withdrawn"


def test_a_person_presses_and_takes_it_back(client_for: Any, reader: Any) -> None:
    visitor = client_for()
    page = visitor.get(link(reader))
    assert page["Referrer-Policy"] == "no-referrer"
    stopped = visitor.post(link(reader))
    assert "You do not get" in stopped.text
    assert state() == "withdrawn"
    [undo] = re.findall(r'action="(/stop/[^"]+/undo)"', stopped.text)
    assert "Everything is as it was" in visitor.post(undo).text
    assert state() == "granted"


def test_undo_has_its_time(client_for: Any, reader: Any) -> None:
    visitor = client_for()
    visitor.post(link(reader))
    ConsentState.objects.update(at=clock.db_now() - timedelta(seconds=30))
    page = visitor.post(f"{link(reader)}/undo")
    assert page.status_code == 409
    assert "more than ten seconds ago" in page.text
    assert state() == "withdrawn"


def test_undo_cannot_grant_what_was_never_said(client_for: Any, make: Any) -> None:
    stranger = make.person(email="stranger@people.example")
    visitor = client_for()
    visitor.post(link(stranger))
    assert visitor.post(f"{link(stranger)}/undo").status_code == 409
    assert state() == "withdrawn"


def test_undo_cannot_lift_another_kind_of_no(client_for: Any, reader: Any) -> None:
    from muster.kit.actors import system
    from muster.people import actions

    key = reader.keys.get(kind="email")
    actions.withdraw(key_id=key.id, purpose="news", source="phone call", by=system("test"))
    assert client_for().post(f"{link(reader)}/undo").status_code == 409
    assert state() == "withdrawn"


def test_the_link_of_an_erased_person_stays_calm(client_for: Any, reader: Any) -> None:
    from muster.kit.actors import system
    from muster.people import actions

    address = link(reader)
    actions.forget_person(person=reader, by=system("test"))
    assert client_for().get(address).status_code == 200
    assert client_for().post(address, ONE_CLICK).status_code == 200


def test_one_link_has_one_power(client_for: Any, reader: Any) -> None:
    token = link(reader).removeprefix("/stop/")
    for path in (f"/preferences/{token}/", f"/confirm/{token}/", f"/data/{token}/"):
        assert client_for().get(path).status_code == 404


@given(st.text(max_size=80))
def test_a_token_we_did_not_make_says_nothing(text: str) -> None:
    assert stop_tokens.read(text) is None


@given(
    st.integers(1, 2**60), st.sampled_from(["news", "urgent"]), st.none() | st.integers(1, 2**60)
)
def test_a_token_says_what_was_put_in(key: int, purpose: str, recipient: int | None) -> None:
    token = stop_tokens.make(key_id=key, purpose=purpose, recipient_id=recipient)
    assert stop_tokens.read(token) == stop_tokens.StopToken(key, purpose, recipient)
    changed = token[:-1] + ("A" if token[-1] != "A" else "B")
    assert stop_tokens.read(changed) is None


def test_mail_names_the_page_that_stops() -> None:
    before, after = press.stop_address("https://h.example/")
    assert f"{before}tok.en{after}" == "https://h.example" + reverse("site:stop", args=["tok.en"])


@pytest.mark.parametrize("purpose", ["news", "local news", "vår-kampanj"])
def test_links_mailed_in_the_first_form_stay_good(purpose: str) -> None:
    said = f"1|7|{purpose}|9"
    packed = base64.urlsafe_b64encode(said.encode()).decode().rstrip("=")
    token = f"{packed}.{secrets.mac('people.stop', said)}"
    assert stop_tokens.read(token) == stop_tokens.StopToken(7, purpose, 9)
    again = stop_tokens.make(key_id=7, purpose=purpose, recipient_id=9)
    assert stop_tokens.read(again) == stop_tokens.StopToken(7, purpose, 9)


def test_a_forged_link_is_not_found(client_for: Any) -> None:
    assert client_for().post("/stop/abc.AAAAAAAAAAAAAAAAAAAAAA").status_code == 404
