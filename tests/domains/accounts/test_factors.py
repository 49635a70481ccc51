"""Second factors, step-up and passwords: what counts, when, and for how long."""

import time
from datetime import timedelta

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, generate_totp_secret, hotp_value
from django.contrib.auth.tokens import default_token_generator
from django.contrib.sessions.backends.db import SessionStore
from django.test import RequestFactory

from muster.accounts import actions, factors, registry, stepup, tasks
from muster.accounts.errors import (
    LastFactor,
    LinkOver,
    NeedsSecondFactor,
    NotReady,
    NotYou,
    TooManyTries,
    WrongCode,
    WrongPassword,
)
from muster.accounts.models import Organisation, Staff
from muster.audit.models import Entry
from muster.kit import health, letters
from muster.kit.errors import Forbidden

pytestmark = pytest.mark.django_db
PASSWORD = "seals sleep on warm stones"


@pytest.fixture(autouse=True)
def posted(monkeypatch):
    caught = []
    monkeypatch.setattr(letters, "_carriers", [caught.append])
    return caught


@pytest.fixture
def live(db):
    return Organisation.objects.create(pk=1, mode="live")


def code(secret, steps=0):
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps))


def enrol(staff):
    secret = generate_totp_secret()
    actions.add_totp(staff=staff, secret=secret, code=code(secret))
    return secret


def request_of(staff, session=None):
    request = RequestFactory().get("/office/")
    request.user, request.session = staff, session if session is not None else SessionStore()
    return request


def test_an_app_is_trusted_when_it_shows_the_right_code(cast, posted):
    secret = generate_totp_secret()
    with pytest.raises(WrongCode):
        actions.add_totp(
            staff=cast.bo, secret=secret, code="000000" if code(secret) != "000000" else "111111"
        )
    assert not factors.enrolled(cast.bo)
    actions.add_totp(staff=cast.bo, secret=secret, code=code(secret))
    assert factors.enrolled(cast.bo)
    assert [letter.kind for letter in posted] == ["factor-changed"]
    assert Entry.objects.get(verb="factor.added").detail == {"kind": "totp"}


def test_the_secret_is_sealed_in_the_database(cast):
    from allauth.mfa.models import Authenticator

    secret = enrol(cast.bo)
    assert secret not in str(Authenticator.objects.values_list("data", flat=True).get())


def test_only_weighty_roles_need_one_and_only_outside_training(cast):
    assert {s.name for s in cast if factors.weighty(s)} == {
        "Olga",
        "Bo",
        "Carla",
        "Ada",
        "Fin",
        "Rita",
    }
    assert not factors.required(cast.bo)
    Organisation.objects.create(pk=1, mode="team")
    assert factors.required(cast.bo)
    assert not factors.required(cast.vera)


def test_weighty_roles_keep_a_last_factor_outside_training(cast):
    from allauth.mfa.models import Authenticator

    enrol(cast.bo)
    factor = Authenticator.objects.get(user=cast.bo)
    Organisation.objects.create(pk=1, mode="live")
    with pytest.raises(LastFactor):
        actions.remove_factor(staff=cast.bo, factor_id=factor.pk)
    Organisation.objects.update(mode="training")
    actions.remove_factor(staff=cast.bo, factor_id=factor.pk)
    assert not factors.enrolled(cast.bo)
    actions.remove_factor(staff=cast.bo, factor_id=factor.pk)


def test_a_code_counts_once(cast):
    secret = enrol(cast.bo)
    shown = code(secret)
    assert actions.check_code(staff=cast.bo, code=f"{shown[:3]} {shown[3:]}").user == cast.bo
    with pytest.raises(WrongCode):
        actions.check_code(staff=cast.bo, code=shown)


def test_paper_codes_work_once_each_and_new_ones_replace_old_ones(cast):
    enrol(cast.bo)
    old = actions.new_recovery_codes(staff=cast.bo)
    new = actions.new_recovery_codes(staff=cast.bo)
    assert len(set(old) | set(new)) == 20
    with pytest.raises(WrongCode):
        actions.check_code(staff=cast.bo, code=old[0])
    assert actions.check_code(staff=cast.bo, code=new[0])


def test_tries_are_counted_even_though_each_one_fails(cast):
    enrol(cast.bo)
    for _ in range(10):
        with pytest.raises(WrongCode):
            actions.check_code(staff=cast.bo, code="12")
    with pytest.raises(TooManyTries):
        actions.check_code(staff=cast.bo, code="12")


def test_nothing_is_fresh_before_something_was_shown(cast):
    assert stepup.fresh(request_of(cast.bo)) is None
    assert not stepup.recent(request_of(cast.bo))
    assert not stepup.strong(request_of(cast.bo))


def test_in_training_a_password_is_enough_and_lasts_five_minutes(cast, monkeypatch):
    cast.bo.set_password(PASSWORD)
    session = SessionStore()
    with pytest.raises(WrongPassword):
        actions.confirm(staff=cast.bo, session=session, password="wrong")
    assert stepup.fresh(request_of(cast.bo, session)) is None
    actions.confirm(staff=cast.bo, session=session, password=PASSWORD)
    at = stepup.fresh(request_of(cast.bo, session))
    assert at is not None
    assert stepup.fresh(request_of(cast.ana, session)) is None
    monkeypatch.setattr("muster.kit.clock.db_now", lambda: at + timedelta(minutes=5, seconds=1))
    assert stepup.fresh(request_of(cast.bo, session)) is None
    assert [e.verb for e in Entry.objects.order_by("id")] == [
        "staff.confirm-failed",
        "staff.confirmed",
    ]


def test_outside_training_a_password_is_not_enough_for_weighty_roles(cast, live):
    cast.bo.set_password(PASSWORD)
    session = SessionStore()
    actions.confirm(staff=cast.bo, session=session, password=PASSWORD)
    assert stepup.fresh(request_of(cast.bo, session)) is None
    assert stepup.recent(request_of(cast.bo, session)), "enough to set a first second factor up"
    secret = enrol(cast.bo)
    assert not stepup.recent(request_of(cast.bo, session))
    with pytest.raises(WrongPassword):
        actions.confirm(staff=cast.bo, session=session, code=code(secret))
    actions.confirm(staff=cast.bo, session=session, code=code(secret), password=PASSWORD)
    assert stepup.fresh(request_of(cast.bo, session))
    assert stepup.strong(request_of(cast.bo, session))


def test_one_click_is_for_the_invented_cast_in_training_alone(cast, settings):
    session = SessionStore()
    settings.MUSTER_DEMO = True
    with pytest.raises(NotYou):
        actions.confirm(staff=cast.bo, session=session)
    cast.bo.demo = True
    actions.confirm(staff=cast.bo, session=session)
    assert stepup.fresh(request_of(cast.bo, session))
    settings.MUSTER_DEMO = False
    assert stepup.fresh(request_of(cast.bo, session)) is None
    settings.MUSTER_DEMO = True
    Organisation.objects.create(pk=1, mode="live")
    assert not factors.one_click(cast.bo)
    assert stepup.fresh(request_of(cast.bo, session)) is None


def test_changing_a_password_needs_the_old_one(cast):
    cast.bo.set_password(PASSWORD)
    session = SessionStore()
    with pytest.raises(WrongPassword):
        actions.change_password(
            staff=cast.bo, current="wrong", password="gulls shout at the harbour", session=session
        )
    actions.change_password(
        staff=cast.bo, current=PASSWORD, password="gulls shout at the harbour", session=session
    )
    assert Staff.objects.get(pk=cast.bo.pk).check_password("gulls shout at the harbour")


def test_a_forgotten_password_is_set_through_the_mailbox_once(cast, posted):
    tasks.send_reset(tasks.sealed("BO@staff.example"))
    assert [letter.kind for letter in posted] == ["password"]
    staff_id, token = posted[0].context["link"].rstrip("/").rsplit("/", 2)[1:]
    actions.set_password(staff_id=int(staff_id), token=token, password=PASSWORD)
    assert Staff.objects.get(pk=cast.bo.pk).check_password(PASSWORD)
    with pytest.raises(LinkOver):
        actions.set_password(
            staff_id=int(staff_id), token=token, password="gulls shout at the harbour"
        )


def test_unknown_and_closed_accounts_get_no_letter(cast, posted):
    actions.send_reset(email="nobody@else.example")
    actions.close(staff=cast.vera, by=cast.ada)
    actions.send_reset(email=cast.vera.email)
    assert posted == []
    token = default_token_generator.make_token(cast.vera)
    with pytest.raises(LinkOver):
        actions.set_password(staff_id=cast.vera.pk, token=token, password=PASSWORD)


def test_leaving_training_needs_a_second_factor_and_live_needs_every_check(cast, monkeypatch):
    with pytest.raises(Forbidden):
        actions.change_mode(mode=Organisation.Mode.TEAM, by=cast.olga)
    with pytest.raises(NeedsSecondFactor):
        actions.change_mode(mode=Organisation.Mode.TEAM, by=cast.ada)
    enrol(cast.ada)
    assert actions.change_mode(mode=Organisation.Mode.TEAM, by=cast.ada).mode == "team"
    monkeypatch.setattr(
        health, "_questions", {"x": lambda: health.Finding("x", ok=False, words="no")}
    )
    with pytest.raises(NotReady):
        actions.change_mode(mode=Organisation.Mode.LIVE, by=cast.ada)
    monkeypatch.setattr(
        health, "_questions", {"x": lambda: health.Finding("x", ok=True, words="yes")}
    )
    actions.change_mode(mode=Organisation.Mode.LIVE, by=cast.ada)
    actions.change_mode(mode=Organisation.Mode.TRAINING, by=cast.ada)
    assert [
        e.detail["after"]
        for e in Entry.objects.filter(verb="organisation.mode-changed").order_by("id")
    ] == ["team", "live", "training"]


def test_the_organisation_is_described_and_the_log_names_the_fields_alone(cast):
    actions.describe(
        by=cast.ada, name="Havsvakt", sender_address="post@havsvakt.example", mode="live"
    )
    row = Organisation.objects.get()
    assert (row.name, row.mode) == ("Havsvakt", "training")
    assert Entry.objects.get(verb="organisation.changed").detail == {
        "fields": ["name", "sender_address"]
    }
    with pytest.raises(Forbidden):
        actions.describe(by=cast.bo, name="Mine")


def test_health_questions_answer_in_words(cast):
    found = {
        f.name: f
        for f in (
            registry.approvers(),
            registry.administrators(),
            registry.identity(),
            registry.second_factors(),
        )
    }
    assert found["approvers"].ok
    assert not found["administrators"].ok
    assert not found["administrators"].blocking
    assert "postal address" in found["identity"].words
    assert "6 of 6" in found["second factors"].words
    Organisation.objects.create(
        pk=1,
        name="Havsvakt",
        legal_address="Kaj 1",
        sender_name="Havsvakt",
        sender_address="post@havsvakt.example",
    )
    assert registry.identity().ok
