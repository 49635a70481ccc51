"""The preference centre opens by a mailed link, and for its holder alone."""

from __future__ import annotations

import json
from typing import Any

import pytest

from muster.kit import clock
from muster.people.models import ConsentState, MailToken, Person
from muster.web.site import stamp

pytestmark = pytest.mark.django_db
ANA = "ana@people.example"


@pytest.fixture
def ana(make: Any) -> Person:
    return make.person(email=ANA, consent=True, given_name="Ana")


def asked(email: str) -> dict[str, str]:
    opened = f"{int(clock.db_now().timestamp()) - 9}.{'b' * 22}"
    seal = f"{opened}.{stamp.secrets.mac('site.form', 'email', opened)}"
    return {"email": email, "stamp": seal}


@pytest.fixture
def centre(client_for: Any, mailbox: Any, ana: Person) -> str:
    client_for().post("/preferences/", asked(ANA))
    return mailbox.link(ANA).partition("?")[0]


def test_asking_looks_the_same_for_everybody(client_for: Any, mailbox: Any, ana: Person) -> None:
    visitor = client_for()
    answers = [visitor.post("/preferences/", asked(who)) for who in (ANA, "no@people.example")]
    assert len({(a.status_code, a.url, a.content) for a in answers}) == 1
    assert [letter.kind for letter in mailbox.posted] == ["preferences", "preferences-unknown"]
    assert visitor.get(mailbox.link("no@people.example")).status_code == 404


def test_it_shows_what_one_gets(client_for: Any, centre: str) -> None:
    page = client_for().get(centre)
    assert "This is what you get from us" in page.text
    assert "a…@people.example" in page.text
    assert ANA not in page.text
    assert page["Cache-Control"] == "no-store"


def test_toggles_write_the_ledger(client_for: Any, centre: str, ana: Person) -> None:
    key = ana.keys.get(kind="email")
    visitor = client_for()
    page = visitor.post(centre, {f"get-{key.id}-urgent": "on"}, follow=True)
    assert "Saved" in page.text
    states = dict(ConsentState.objects.values_list("purpose", "state"))
    assert states == {"news": "withdrawn", "urgent": "granted"}
    urgent = ConsentState.objects.select_related("entry__wording").get(purpose="urgent").entry
    assert urgent.wording is not None
    assert "Urgent calls" in urgent.wording.text
    assert urgent.actor == f"person:{ana.id}"
    again = visitor.post(centre, {f"get-{key.id}-urgent": "on"}, follow=True)
    assert "nothing changed" in again.text


def test_a_key_of_somebody_else_cannot_be_toggled(client_for: Any, centre: str, make: Any) -> None:
    other = make.person(consent=True).keys.get(kind="email")
    client_for().post(centre, {f"get-{other.id}-urgent": "on"})
    assert not ConsentState.objects.filter(key=other, purpose="urgent").exists()


def test_pause_and_its_end(client_for: Any, centre: str, ana: Person) -> None:
    from muster.kit.actors import system
    from muster.people import actions

    page = client_for().post(f"{centre}pause/", follow=True)
    assert "Paused until" in page.text
    state = ConsentState.objects.get()
    assert state.state == "paused"
    assert state.paused_until is not None
    assert actions.end_pauses(by=system("worker"), at=clock.now()) == 0
    assert actions.end_pauses(by=system("worker"), at=state.paused_until) == 1
    state.refresh_from_db()
    assert (state.state, state.paused_until) == ("granted", None)


def test_stop_everything(client_for: Any, centre: str) -> None:
    page = client_for().post(f"{centre}stop/", follow=True)
    assert "You get nothing from us" in page.text
    assert set(ConsentState.objects.values_list("state", flat=True)) == {"withdrawn"}


def test_language(client_for: Any, centre: str, ana: Person) -> None:
    client_for().post(f"{centre}language/", {"language": "pl"})
    ana.refresh_from_db()
    assert ana.language == "pl"
    client_for().post(f"{centre}language/", {"language": "xx"})
    ana.refresh_from_db()
    assert ana.language == "pl"


def test_the_copy_needs_a_fresh_mail_and_comes_once(
    client_for: Any, mailbox: Any, centre: str
) -> None:
    visitor = client_for()
    assert "on its way" in visitor.post(f"{centre}copy/", follow=True).text
    link = mailbox.link(ANA)
    assert link.startswith("/data/")
    assert "Download my data" in visitor.get(link).text
    answer = visitor.post(link, {"form": "json"})
    data = json.loads(answer.content)
    assert data["people"]["record"]["given_name"] == "Ana"
    assert data["people"]["identities"][0]["value"] == ANA
    assert data["people"]["consents"][0]["state"] == "granted"
    assert visitor.post(link).status_code == 410


def test_an_old_link_opens_nothing(client_for: Any, centre: str) -> None:
    MailToken.objects.update(expires_at="2020-01-01T00:00Z")
    for send in (client_for().get, client_for().post):
        page = send(centre)
        assert page.status_code == 410
        assert "Send me a new link" in page.text


def test_looking_changes_nothing(client_for: Any, mailbox: Any, centre: str) -> None:
    client_for().post(f"{centre}copy/")
    before = list(ConsentState.objects.values()), list(MailToken.objects.values())
    for path in (centre, mailbox.link(ANA)):
        client_for().get(path)
        client_for().head(path)
    assert (list(ConsentState.objects.values()), list(MailToken.objects.values())) == before
    for path in ("pause/", "stop/", "language/", "copy/"):
        assert client_for().get(f"{centre}{path}").status_code == 405


def test_everything_can_be_erased_by_a_fresh_link(
    client_for: Any, mailbox: Any, centre: str, ana: Person
) -> None:
    visitor = client_for()
    assert "erases everything" in visitor.post(f"{centre}erase/", follow=True).text
    link = mailbox.link(ANA)
    assert link.startswith("/erasure/")
    assert "Erase everything we hold" in visitor.get(link).text
    ana.refresh_from_db()
    assert ana.erased_at is None
    assert "Everything is erased" in visitor.post(link, follow=True).text
    ana.refresh_from_db()
    assert ana.erased_at is not None
    again = visitor.post(link)
    assert again.status_code == 404
    assert "erased already" in again.text
    assert visitor.get(centre).status_code == 404


def test_one_link_has_one_power(client_for: Any, mailbox: Any, centre: str) -> None:
    visitor = client_for()
    visitor.post(f"{centre}copy/")
    copy = mailbox.link(ANA)
    assert visitor.post(copy.replace("/data/", "/erasure/")).status_code == 404
    assert visitor.post(centre.replace("/preferences/", "/erasure/")).status_code == 404
    assert Person.objects.get(given_name="Ana").erased_at is None
