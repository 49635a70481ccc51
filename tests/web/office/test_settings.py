"""Settings and health, through HTTP."""

import time

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, generate_totp_secret, hotp_value

from muster.accounts import actions, queries
from muster.accounts.models import Organisation
from muster.audit.models import Entry
from muster.kit import health, letters

pytestmark = pytest.mark.django_db
WELL = health.Finding("x", ok=True, words="The tide is in.")
BAD = health.Finding("y", ok=False, words="The lamp is out.", fix="Light it.")
ADVICE = health.Finding("z", ok=False, words="The rope is worn.", fix="Buy one.", blocking=False)


@pytest.fixture(autouse=True)
def _quiet(monkeypatch):
    monkeypatch.setattr(letters, "_carriers", [lambda letter: None])


@pytest.fixture
def found(monkeypatch):
    def declare(*findings):
        monkeypatch.setattr(health, "_questions", {f.name: (lambda f=f: f) for f in findings})

    return declare


@pytest.fixture
def ada(client_for, cast):
    return client_for(cast.ada)


def text(response, status=200):
    assert response.status_code == status
    return response.content.decode()


def enrol(staff):
    secret = generate_totp_secret()
    shown = format_hotp_value(hotp_value(secret, int(time.time()) // 30))
    actions.add_totp(staff=staff, secret=secret, code=shown)


def test_the_page_answers_its_question_and_names_the_fix(ada, found):
    found(WELL, ADVICE, BAD)
    page = text(ada.get("/office/settings/"))
    assert "<h1>Not safe to send live: 1 check stands in the way</h1>" in page
    assert (
        page.index("The lamp is out.")
        < page.index("The rope is worn.")
        < page.index("The tide is in.")
    )
    assert "Light it." in page
    found(WELL)
    assert "<h1>Ready to go live</h1>" in text(ada.get("/office/settings/"))


def test_a_check_that_breaks_is_a_line_and_not_a_broken_page(ada, monkeypatch):
    monkeypatch.setattr(health, "_questions", {"disk": lambda: 1 / 0})
    assert "could not be checked" in text(ada.get("/office/settings/"))


def test_the_real_checks_answer(ada):
    page = text(ada.get("/office/settings/"))
    assert "2 people can approve, 1 of them for every region." in page
    assert "entries chained" in page


def test_the_page_asks_a_fixed_number_of_questions(ada, django_assert_max_num_queries):
    ada.get("/office/settings/")
    with django_assert_max_num_queries(43):
        ada.get("/office/settings/")
    assert queries.organisation() is not queries.organisation()


def test_who_may_look_and_who_may_change(client_for, cast, found):
    found(WELL)
    looking = {s.name for s in cast if client_for(s).get("/office/settings/").status_code == 200}
    assert looking == {"Ada", "Olga", "Rita"}
    olga = client_for(cast.olga)
    assert "Use this mode" not in text(olga.get("/office/settings/"))
    assert olga.post("/office/settings/mode/", {"mode": "live"}).status_code == 404
    assert olga.post("/office/settings/organisation/", {"name": "Mine"}).status_code == 404


def test_what_we_say_about_ourselves(ada, found):
    found(WELL)
    form = {
        "name": "Havsvakt",
        "country": "PL",
        "legal_address": "Kaj 1",
        "sender_address": "post@havsvakt.example",
        "mode": "live",
    }
    ada.post("/office/settings/organisation/", form)
    row = Organisation.objects.get()
    assert (row.name, row.country, row.mode) == ("Havsvakt", "PL", "training")
    assert "Havsvakt" in text(ada.get("/office/settings/"))
    wrong = text(ada.post("/office/settings/organisation/", form | {"sender_address": "x"}), 422)
    assert "Enter a valid email address" in wrong


def test_leaving_training(ada, cast, found):
    found(WELL, BAD)
    page = text(ada.post("/office/settings/mode/", {"mode": "team"}), 422)
    assert "Set up an authenticator app or a passkey" in page
    enrol(cast.ada)
    ada.post("/office/settings/mode/", {"mode": "team"})
    assert Organisation.objects.get().mode == "team"
    assert "checks stand in the way" in text(
        ada.post("/office/settings/mode/", {"mode": "live"}), 422
    )
    found(WELL)
    ada.post("/office/settings/mode/", {"mode": "live"})
    assert "<h1>Safe to send: every check is well</h1>" in text(ada.get("/office/settings/"))
    assert text(ada.post("/office/settings/mode/", {"mode": "party"}), 422)
    assert Entry.objects.filter(verb="organisation.mode-changed").count() == 2


def test_changes_need_proof_of_who_it_is(client_for, cast, found):
    found(WELL)
    client = client_for(cast.ada, how="")
    assert "Change the mode" in text(client.get("/office/settings/"))
    for address in ("mode", "organisation"):
        answer = client.post(
            f"/office/settings/{address}/", {"mode": "team", "name": "X", "country": "PL"}
        )
        assert answer.headers["Location"] == "/office/confirm/?next=%2Foffice%2Fsettings%2F"
    assert not Organisation.objects.filter(name="X").exists()


def test_if_the_log_fails_nothing_changes(ada, cast, found, monkeypatch):
    found(WELL)

    def broken(**_):
        raise RuntimeError("no log")

    monkeypatch.setattr("muster.accounts.actions.organisation.record", broken)
    ada.raise_request_exception = False
    assert (
        ada.post(
            "/office/settings/organisation/", {"name": "Havsvakt", "country": "PL"}
        ).status_code
        == 500
    )
    assert not Organisation.objects.filter(name="Havsvakt").exists()
