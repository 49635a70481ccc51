"""Signing in, showing that it is you, my account, and what ends a session: through HTTP."""

import re
import time
from datetime import timedelta

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, generate_totp_secret, hotp_value
from django.contrib.messages import get_messages

from muster.accounts import actions, stepup
from muster.accounts.models import Organisation, Staff, StaffSession
from muster.audit.models import Entry
from muster.kit import clock, letters

pytestmark = pytest.mark.django_db
PASSWORD = "seals sleep on warm stones"


@pytest.fixture(autouse=True)
def posted(monkeypatch):
    caught = []
    monkeypatch.setattr(letters, "_carriers", [caught.append])
    return caught


@pytest.fixture
def bo(cast):
    cast.bo.set_password(PASSWORD)
    cast.bo.save()
    return cast.bo


@pytest.fixture
def visitor(client_for):
    return client_for()


def sign_in(client, email="bo@staff.example", password=PASSWORD, to="/office/account/"):
    return client.post("/office/sign-in/", {"email": email, "password": password, "next": to})


def enrol(staff):
    secret = generate_totp_secret()
    actions.add_totp(staff=staff, secret=secret, code=code(secret))
    return secret


def code(secret):
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def test_a_page_of_staff_asks_for_sign_in_and_leads_back(visitor, bo):
    asked = visitor.get("/office/account/")
    assert asked.headers["Location"] == "/office/sign-in/?next=/office/account/"
    page = visitor.get(asked.headers["Location"])
    assert 'name="next" value="/office/account/"' in page.content.decode()
    assert sign_in(visitor).headers["Location"] == "/office/account/"
    assert visitor.get("/office/account/").status_code == 200
    assert Entry.objects.get(verb="staff.signed-in").detail == {"how": "password"}
    assert visitor.get("/office/sign-in/").headers["Location"] == "/office/"


def test_the_way_back_never_leads_elsewhere(visitor, bo):
    assert sign_in(visitor, to="https://evil.example/").headers["Location"] == "/office/"
    assert sign_in(visitor, to="//evil.example/").headers["Location"] == "/office/"


def test_wrong_unknown_and_closed_look_the_same(visitor, bo, cast):
    actions.close(staff=cast.vera, by=cast.ada)
    Staff.objects.filter(pk=cast.vera.pk).update(password=bo.password)
    answers = [
        sign_in(visitor, password="not the password"),
        sign_in(visitor, email="nobody@else.example"),
        sign_in(visitor, email="vera@staff.example"),
    ]
    shown = {re.sub(r'(value|nonce)="[^"]*"', "", answer.content.decode()) for answer in answers}
    assert len(shown) == 1
    assert {answer.status_code for answer in answers} == {200}
    subjects = set(
        Entry.objects.filter(verb="staff.sign-in-failed").values_list("subject", flat=True)
    )
    assert subjects == {cast.bo.actor, cast.vera.actor, "staff:unknown"}


def test_tries_are_limited_for_known_and_unknown_alike(visitor, bo):
    for email in ("bo@staff.example", "nobody@else.example"):
        for _ in range(10):
            sign_in(visitor, email=email, password="wrong")
        assert "Too many" in sign_in(visitor, email=email).content.decode()


def test_nobody_signs_up(visitor):
    assert visitor.get("/office/signup/").status_code == 404


def test_the_second_factor_is_asked_for_after_the_password(visitor, bo):
    secret = enrol(bo)
    assert sign_in(visitor).headers["Location"] == "/office/sign-in/second/"
    assert visitor.get("/office/account/").status_code == 302
    assert "Six digits" in visitor.get("/office/sign-in/second/").content.decode()
    wrong = visitor.post("/office/sign-in/second/", {"code": "1"})
    assert "not right" in wrong.content.decode()
    done = visitor.post("/office/sign-in/second/", {"code": code(secret)})
    assert done.headers["Location"] == "/office/account/"
    assert visitor.get("/office/account/").status_code == 200
    assert Entry.objects.get(verb="staff.signed-in").detail == {"how": "code"}
    assert visitor.session[stepup.STRONG_KEY] == bo.pk


def test_the_second_step_alone_leads_back_to_the_first(visitor):
    assert visitor.get("/office/sign-in/second/").headers["Location"] == "/office/sign-in/"


def test_a_passkey_challenge_is_handed_out_and_rubbish_refused(visitor):
    options = visitor.get("/office/sign-in/passkey/").json()
    assert options["publicKey"]["challenge"]
    refused = visitor.post("/office/sign-in/passkey/", {"credential": '{"id": "x"}'})
    assert refused.headers["Location"] == "/office/sign-in/"


class TestCast:
    @pytest.fixture(autouse=True)
    def invented(self, settings, cast):
        settings.MUSTER_DEMO = True
        Staff.objects.filter(pk__in=[cast.bo.pk, cast.carla.pk]).update(demo=True)

    def test_one_click_in_training(self, visitor, cast):
        page = visitor.get("/office/sign-in/").content.decode()
        assert "Come in" in page
        assert ">Bo<" in page
        assert "Ada" not in page
        came = visitor.post(f"/office/sign-in/cast/{cast.bo.pk}/", {"next": "/office/account/"})
        assert came.headers["Location"] == "/office/account/"
        assert visitor.get("/office/account/").status_code == 200
        assert visitor.post(f"/office/sign-in/cast/{cast.carla.pk}/").status_code == 302
        assert "Carla" in visitor.get("/office/account/").content.decode()

    def test_not_for_others_nor_outside_training_nor_without_the_switch(
        self, visitor, cast, settings
    ):
        assert visitor.post(f"/office/sign-in/cast/{cast.ada.pk}/").status_code == 404
        Organisation.objects.create(pk=1, mode="team")
        assert "Come in" not in visitor.get("/office/sign-in/").content.decode()
        assert visitor.post(f"/office/sign-in/cast/{cast.bo.pk}/").status_code == 404
        Organisation.objects.update(mode="training")
        settings.MUSTER_DEMO = False
        assert visitor.post(f"/office/sign-in/cast/{cast.bo.pk}/").status_code == 404

    def test_confirming_is_one_click_too(self, client_for, cast):
        client = client_for(Staff.objects.get(pk=cast.bo.pk), how="")
        assert (
            "It is me, Bo" in client.get("/office/confirm/?next=/office/account/").content.decode()
        )
        done = client.post("/office/confirm/", {"next": "/office/account/"})
        assert done.headers["Location"] == "/office/account/"


class TestConfirm:
    def test_it_returns_to_where_the_person_was(self, client_for, bo):
        client = client_for(bo, how="")
        assert (
            "Show that it is you"
            in client.get("/office/confirm/?next=/office/staff/").content.decode()
        )
        wrong = client.post("/office/confirm/", {"password": "wrong", "next": "/office/staff/"})
        assert "not your current password" in wrong.content.decode()
        done = client.post("/office/confirm/", {"password": PASSWORD, "next": "/office/staff/"})
        assert done.headers["Location"] == "/office/staff/"

    def test_live_pages_of_weighty_roles_need_a_second_factor(self, client_for, bo):
        Organisation.objects.create(pk=1, mode="live")
        client = client_for(bo, how="password")
        assert client.get("/office/staff/").headers["Location"] == "/office/account/#factors"
        page = client.get("/office/account/").content.decode()
        assert "Your account needs a second way to sign in" in page
        secret = enrol(bo)
        assert (
            client.get("/office/staff/").headers["Location"]
            == "/office/confirm/?next=%2Foffice%2Fstaff%2F"
        )
        assert 'name="code"' in client.get("/office/confirm/").content.decode()
        client.post("/office/confirm/", {"password": PASSWORD, "code": code(secret)})
        assert client.get("/office/staff/").status_code == 200

    def test_light_roles_are_not_asked(self, client_for, cast):
        Organisation.objects.create(pk=1, mode="live")
        client = client_for(cast.ana, how="password")
        assert client.get("/office/staff/").status_code != 302


class TestSessions:
    def test_idle_old_and_ended_sessions_are_signed_out(self, client_for, cast):
        for age in (
            {"seen_at": clock.db_now() - timedelta(minutes=61)},
            {"started_at": clock.db_now() - timedelta(hours=13)},
            {"ended_at": clock.db_now(), "ended_why": "person"},
        ):
            client = client_for(cast.bo)
            assert client.get("/office/account/").status_code == 200
            StaffSession.objects.filter(staff=cast.bo, ended_at=None).update(**age)
            assert client.get("/office/account/").status_code == 302
            assert not StaffSession.objects.filter(staff=cast.bo, ended_at=None).exists()
            assert client.get("/office/account/").status_code == 302

    def test_a_person_sees_and_ends_their_own_sessions(self, client_for, cast):
        here, there, other = client_for(cast.bo), client_for(cast.bo), client_for(cast.ana)
        agent = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
        there.get("/office/account/", headers={"user-agent": agent})
        other.get("/office/account/")
        assert "Firefox on Linux" in here.get("/office/account/").content.decode()
        foreign = StaffSession.objects.get(staff=cast.ana)
        assert here.post(f"/office/account/sessions/{foreign.pk}/end/").status_code == 404
        mine = StaffSession.objects.get(staff=cast.bo, browser="Firefox on Linux")
        here.post(f"/office/account/sessions/{mine.pk}/end/")
        assert there.get("/office/account/").status_code == 302
        assert here.get("/office/account/").status_code == 200

    def test_everywhere_but_here(self, client_for, cast):
        here, there = client_for(cast.bo), client_for(cast.bo)
        there.get("/office/account/")
        here.get("/office/account/")
        here.post("/office/account/sessions/others/end/")
        assert there.get("/office/account/").status_code == 302
        assert here.get("/office/account/").status_code == 200

    def test_a_change_of_roles_ends_sessions_at_once(self, client_for, cast):
        client = client_for(cast.vera)
        client.get("/office/account/")
        actions.change_roles(
            staff=cast.vera, roles=["approver"], every_region=True, regions=[], by=cast.ada
        )
        assert client.get("/office/account/").status_code == 302

    def test_the_log_knows_session_and_network_but_neither_key_nor_address(self, client_for, cast):
        client = client_for(cast.bo)
        client.post("/office/account/language/", {"language": "pl"})
        entry = Entry.objects.get(verb="staff.language-chosen")
        assert entry.ip_class == "loopback"
        assert entry.session
        assert entry.session not in client.session.session_key

    def test_signing_out_asks_on_get_and_acts_on_post(self, client_for, cast):
        client = client_for(cast.bo)
        assert "Sign out of Muster" in client.get("/office/sign-out/").content.decode()
        assert client.get("/office/account/").status_code == 200
        client.post("/office/sign-out/")
        assert client.get("/office/account/").status_code == 302


class TestAccount:
    def test_language(self, client_for, cast):
        client = client_for(cast.bo)
        client.post("/office/account/language/", {"language": "fr"})
        assert '<html lang="fr"' in client.get("/office/account/").content.decode()
        client.post("/office/account/language/", {"language": "xx"})
        assert Staff.objects.get(pk=cast.bo.pk).language == "fr"

    def test_password(self, client_for, bo):
        here, there = client_for(bo), client_for(bo)
        there.get("/office/account/")
        weak = here.post(
            "/office/account/password/", {"current": PASSWORD, "password": "password1234"}
        )
        assert "too common" in weak.content.decode()
        here.get("/office/account/password/")
        here.post(
            "/office/account/password/",
            {"current": PASSWORD, "password": "gulls shout at the harbour"},
        )
        assert here.get("/office/account/").status_code == 200
        assert there.get("/office/account/").status_code == 302

    def test_an_app_is_set_up_and_removed(self, client_for, bo):
        client = client_for(bo, how="password")
        page = client.get("/office/account/app/").content.decode()
        assert "data:image/svg+xml;base64," in page
        secret = re.search(r'<code translate="no">([A-Z2-7]+)</code>', page)[1]
        assert "not right" in client.post("/office/account/app/", {"code": "12"}).content.decode()
        client.post("/office/account/app/", {"code": code(secret)})
        page = client.get("/office/account/").content.decode()
        assert "Authenticator app" in page
        codes = client.post("/office/account/codes/").content.decode()
        assert codes.count('<code translate="no">') == 10
        assert "10 unused" in client.get("/office/account/").content.decode()
        factor = re.search(r"/office/account/factors/(\d+)/removal/", page)[1]
        client.post(f"/office/account/factors/{factor}/removal/")
        assert "has a password</h1>" not in page
        assert "will need a second way" in client.get("/office/account/").content.decode()

    def test_changing_factors_asks_who_it_is(self, client_for, bo):
        client = client_for(bo, how="")
        assert (
            client.get("/office/account/app/").headers["Location"]
            == "/office/confirm/?next=%2Foffice%2Faccount%2Fapp%2F"
        )
        assert (
            client.post("/office/account/codes/").headers["Location"]
            == "/office/confirm/?next=%2Foffice%2Faccount%2F"
        )

    def test_the_passkey_page_carries_a_challenge(self, client_for, bo):
        page = client_for(bo).get("/office/account/passkeys/").content.decode()
        assert "challenge" in page
        assert "bo@staff.example" in page


class TestLetters:
    def test_an_invitation_is_accepted(self, visitor, cast):
        _, link = actions.invite(
            email="new@staff.example",
            name="Nina",
            language="en",
            roles=["author"],
            every_region=True,
            regions=[],
            by=cast.ada,
        )
        path = link.removeprefix("http://localhost:8000")
        page = visitor.get(path).content.decode()
        assert "Ada invites you" in page
        assert "Author" in page
        weak = visitor.post(path, {"name": "Nina", "language": "en", "password": "short"})
        assert "too short" in weak.content.decode()
        done = visitor.post(path, {"name": "Nina", "language": "en", "password": PASSWORD})
        assert done.headers["Location"] == "/office/sign-in/"
        assert visitor.get(path).status_code == 404
        assert sign_in(visitor, email="new@staff.example").status_code == 302

    def test_looking_at_an_invitation_changes_nothing(self, visitor, cast):
        _, link = actions.invite(
            email="new@staff.example",
            name="Nina",
            language="en",
            roles=[],
            every_region=True,
            regions=[],
            by=cast.ada,
        )
        before = Entry.objects.count(), Staff.objects.count()
        visitor.get(link.removeprefix("http://localhost:8000"))
        assert (Entry.objects.count(), Staff.objects.count()) == before

    def test_an_invented_link_is_not_found(self, visitor):
        assert visitor.get("/office/invitations/abc/").status_code == 404

    def test_forgetting_a_password_looks_the_same_for_every_address(self, visitor, bo):
        asked = [
            visitor.post("/office/forgotten/", {"email": e}).content
            for e in (bo.email, "x@else.example")
        ]
        pages = [re.sub(rb'nonce="[^"]*"', b"", page) for page in asked]
        assert pages[0] == pages[1]
        assert b"Look into your mailbox" in pages[0]
        assert visitor.get("/office/forgotten/").status_code == 200

    def test_a_new_password_through_the_mailbox(self, visitor, bo, posted):
        actions.send_reset(email=bo.email)
        path = posted[0].context["link"].removeprefix("http://localhost:8000")
        assert visitor.get(path).status_code == 200
        assert "too short" in visitor.post(path, {"password": "short"}).content.decode()
        assert visitor.post(path, {"password": "gulls shout at the harbour"}).status_code == 302
        assert (
            "can no longer be used" in visitor.post(path, {"password": PASSWORD}).content.decode()
        )
        assert sign_in(visitor, password="gulls shout at the harbour").status_code == 302


def test_no_page_of_the_library_itself_is_mounted(visitor):
    for address in ("accounts/login", "office/login", "office/email", "office/mfa"):
        assert visitor.get(f"/{address}/").status_code == 404


def test_messages_of_the_library_are_kept_quiet(visitor, bo):
    answer = sign_in(visitor)
    assert list(get_messages(answer.wsgi_request)) == []
