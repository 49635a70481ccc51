"""Changes that need a second administrator (A12), each kind through its real action."""

import threading
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.core.management import CommandError, call_command
from django.db import DatabaseError, close_old_connections, connection, transaction

from muster.accounts import actions as accounts
from muster.accounts.errors import LastAdministrator, OwnRoles
from muster.accounts.models import Invitation, Organisation, RoleGrant, Staff, StaffSession
from muster.accounts.queries import organisation
from muster.approvals import actions, queries, registry
from muster.approvals.errors import (
    AskerLost,
    NotFresh,
    NothingChanges,
    OnlyAdministrator,
    Overtaken,
    OwnRequest,
    ReasonNeeded,
    RequestOver,
    SameBrowser,
)
from muster.approvals.kinds.staff import held
from muster.approvals.models import Policy, Request
from muster.approvals.queries import requests
from muster.audit.models import Entry
from muster.delivery.models import LetterRow as Letter
from muster.kit import clock
from muster.kit.errors import NotFound, Refused
from muster.sources import actions as sources
from muster.sources import queries as source_queries
from muster.sources.models import Source, WriteKey
from tests.domains.approvals.test_rounds import backdate


def second_administrator(name="beata"):
    staff = Staff.objects.create(
        email=f"{name}@staff.example", name=name.title(), every_region=True
    )
    RoleGrant.objects.create(staff=staff, role="administrator")
    return staff


def with_factor(*staff):
    for one in staff:
        Authenticator.objects.create(user=one, type=Authenticator.Type.TOTP, data={"secret": "x"})


@pytest.fixture
def house(cast):
    """A live house with exactly two administrators."""
    cast_with = cast
    beata = second_administrator()
    with_factor(cast.ada, beata)
    Organisation.objects.update_or_create(
        pk=1, defaults={"mode": "live", "first_live_at": clock.db_now(), "name": "Havsvakt"}
    )
    return cast_with, beata


def propose(kind, subject, after, by, **changes):
    fields = {"authenticated_at": clock.db_now(), "session_mac": f"{by.name}’s browser"}
    asked, _given = actions.propose(
        kind=kind, subject=subject, after=after, by=by, **(fields | changes)
    )
    return asked


def answer(asked, by, *, agree=True, **changes):
    fields = {"authenticated_at": clock.db_now(), "session_mac": f"{by.name}’s browser"}
    return actions.answer(request_id=asked.pk, agree=agree, by=by, **(fields | changes))


def wish(staff, *roles):
    return held(staff) | {"roles": sorted(roles)}


def ask_roles(cast, **changes):
    vera = Staff.objects.get(pk=cast.vera.pk)
    return propose("staff.roles", vera.actor, wish(vera, "approver"), cast.ada, **changes)


def roles_of(staff):
    return [role.key for role in Staff.objects.get(pk=staff.pk).roles]


# --- one change, two people -------------------------------------------------------------------


def test_a12_roles_change_only_when_a_second_administrator_agrees(house):
    cast, beata = house
    asked = ask_roles(cast)
    assert roles_of(cast.vera) == ["viewer"]
    assert list(Letter.objects.filter(kind="request-asked").values_list("address", flat=True)) == [
        beata.email
    ]
    assert requests.waiting_for(beata) == [asked]
    assert requests.waiting_for(cast.ada) == []
    now = clock.db_now()
    StaffSession.objects.create(staff=cast.vera, fingerprint="f", started_at=now, seen_at=now)
    answer(asked, beata)
    assert roles_of(cast.vera) == ["approver"]
    assert StaffSession.objects.get().ended_why == "roles"
    asked.refresh_from_db()
    assert (asked.outcome, asked.answered_by) == ("applied", beata)
    assert Letter.objects.get(kind="request-answered").address == cast.ada.email
    done = Entry.objects.get(verb="staff.roles-changed")
    assert done.actor == cast.ada.actor
    agreed = Entry.objects.get(verb="request.applied")
    assert (agreed.actor, agreed.detail["second_person"]) == (beata.actor, True)


def test_a12_it_works_with_exactly_two_also_about_one_of_them(house):
    cast, beata = house
    answer(
        propose("staff.roles", beata.actor, wish(beata, "administrator", "finance"), cast.ada),
        beata,
    )
    assert roles_of(beata) == ["finance", "administrator"]
    with pytest.raises(OwnRoles):
        answer(propose("staff.roles", cast.ada.actor, wish(cast.ada, "approver"), cast.ada), beata)
    assert roles_of(cast.ada) == ["administrator"]


def test_a12_with_one_alone_it_says_what_to_do(house):
    cast, beata = house
    accounts.close(staff=beata, by=cast.ada)
    with pytest.raises(OnlyAdministrator) as refused:
        ask_roles(cast)
    assert "muster name_administrator" in refused.value.message
    call_command("name_administrator", "OLGA@staff.example")
    assert "administrator" in roles_of(cast.olga)
    assert Entry.objects.get(verb="staff.administrator-named").actor == "system:console"
    with pytest.raises(CommandError):
        call_command("name_administrator", cast.vera.email)
    with pytest.raises(CommandError):
        call_command("name_administrator", "nobody@nowhere.example")
    with_factor(cast.olga)
    answer(ask_roles(cast), Staff.objects.get(pk=cast.olga.pk))
    assert roles_of(cast.vera) == ["approver"]


def test_a12_an_administrator_without_the_second_factor_is_no_second_one(house):
    cast, beata = house
    Authenticator.objects.filter(user=beata).delete()
    with pytest.raises(OnlyAdministrator):
        ask_roles(cast)


def test_a12_before_the_first_live_day_one_may_act_alone_and_it_is_written_so(cast):
    asked = ask_roles(cast)
    assert (asked.outcome, asked.answered_by) == ("alone", None)
    assert roles_of(cast.vera) == ["approver"]
    assert Entry.objects.get(verb="request.alone").detail["second_person"] is False
    second_administrator()
    assert propose("staff.roles", cast.vera.actor, wish(cast.vera, "viewer"), cast.ada).closed_at


def test_a12_leaving_training_needs_the_second_one_where_there_is_one(cast):
    beata = second_administrator()
    with_factor(cast.ada, beata)
    asked = propose("organisation.mode", "organisation:1", {"mode": "team"}, cast.ada)
    assert organisation().mode == "training"
    answer(asked, beata)
    assert organisation().mode == "team"
    assert ask_roles(cast).is_open


def test_a12_once_live_also_training_needs_the_second_one(house):
    cast, beata = house
    answer(propose("organisation.mode", "organisation:1", {"mode": "training"}, cast.ada), beata)
    assert organisation().mode == "training"
    assert ask_roles(cast).is_open


# --- who, and with what proof -----------------------------------------------------------------


def test_a12_nobody_answers_their_own_request_or_from_the_same_browser(house):
    cast, beata = house
    asked = ask_roles(cast)
    with pytest.raises(OwnRequest):
        answer(asked, cast.ada)
    with pytest.raises(SameBrowser):
        answer(asked, beata, session_mac="Ada’s browser")
    for who in (cast.olga, cast.bo, cast.vera, cast.nobody):
        with pytest.raises(NotFound):
            answer(asked, who)
    assert roles_of(cast.vera) == ["viewer"]


def test_a12_asking_and_answering_need_fresh_proof(house):
    cast, beata = house
    stale = clock.db_now() - timedelta(minutes=5, seconds=1)
    for shown in (None, stale):
        with pytest.raises(NotFresh):
            ask_roles(cast, authenticated_at=shown)
    asked = ask_roles(cast)
    for shown in (None, stale):
        with pytest.raises(NotFresh):
            answer(asked, beata, authenticated_at=shown)


@pytest.mark.parametrize("who", ["olga", "bo", "ana", "nobody"])
def test_a12_others_cannot_ask_for_power(house, who):
    cast, _beata = house
    with pytest.raises(NotFound):
        propose("staff.roles", cast.vera.actor, wish(cast.vera, "approver"), getattr(cast, who))


# --- never edited -----------------------------------------------------------------------------


def test_a12_a_request_is_superseded_and_never_edited(house):
    cast, beata = house
    first = ask_roles(cast)
    second = propose("staff.roles", cast.vera.actor, wish(cast.vera, "author"), cast.ada)
    first.refresh_from_db()
    assert first.outcome == "superseded"
    with pytest.raises(RequestOver):
        answer(first, beata)
    with pytest.raises(DatabaseError), transaction.atomic():
        Request.objects.filter(pk=second.pk).update(after={"roles": ["administrator"]})
    with pytest.raises(DatabaseError), transaction.atomic():
        Request.objects.filter(pk=second.pk)._raw_delete(using="default")
    answer(second, beata)
    with pytest.raises(DatabaseError), transaction.atomic():
        Request.objects.filter(pk=second.pk).update(outcome="refused")
    assert roles_of(cast.vera) == ["author"]


def test_a12_the_database_itself_refuses_a_second_one_who_is_the_first(house):
    cast, _beata = house
    asked, now = ask_roles(cast), clock.db_now()
    with pytest.raises(DatabaseError), transaction.atomic():
        Request.objects.filter(pk=asked.pk).update(
            outcome="applied",
            closed_at=now,
            closed_by="x",
            answered_by=cast.ada,
            authenticated_at=now,
        )


def test_a12_it_is_refused_with_a_reason_or_taken_back(house):
    cast, beata = house
    asked = ask_roles(cast)
    with pytest.raises(ReasonNeeded):
        answer(asked, beata, agree=False, reason=" ")
    answer(asked, beata, agree=False, reason="Vera is on leave.")
    assert roles_of(cast.vera) == ["viewer"]
    with pytest.raises(RequestOver):
        answer(asked, beata)
    again = ask_roles(cast)
    with pytest.raises(NotFound):
        actions.withdraw(request_id=again.pk, by=beata)
    actions.withdraw(request_id=again.pk, by=cast.ada)
    assert requests.pending(beata) == []
    assert [one.outcome for one in requests.closed(beata)] == ["withdrawn", "refused"]


def test_a12_it_runs_out_after_a_week(house):
    cast, beata = house
    asked = ask_roles(cast)
    past = clock.db_now() - timedelta(days=7)
    backdate(Request, asked_at=past, expires_at=past + timedelta(days=6, hours=23))
    assert requests.waiting_for(beata) == []
    with pytest.raises(RequestOver):
        answer(asked, beata)
    ask_roles(cast)
    asked.refresh_from_db()
    assert asked.outcome == "expired"


def test_a12_what_is_so_already_is_not_asked_for(house):
    cast, _beata = house
    with pytest.raises(NothingChanges):
        propose("staff.roles", cast.vera.actor, wish(cast.vera, "viewer"), cast.ada)


# --- re-checked at that moment ----------------------------------------------------------------


def test_a12_what_changed_meanwhile_is_not_overwritten(house):
    cast, beata = house
    asked = ask_roles(cast)
    RoleGrant.objects.create(staff=cast.vera, role="carer")
    with pytest.raises(Overtaken):
        answer(asked, beata)
    assert sorted(roles_of(cast.vera)) == ["carer", "viewer"]
    asked.refresh_from_db()
    assert asked.is_open


def test_a12_an_asker_who_lost_the_right_is_not_obeyed(house):
    cast, beata = house
    asked = ask_roles(cast)
    RoleGrant.objects.filter(staff=cast.ada).delete()
    with pytest.raises(AskerLost):
        answer(asked, beata)
    assert roles_of(cast.vera) == ["viewer"]


def test_a12_a_change_that_is_refused_leaves_the_request_open(house):
    cast, beata = house
    accounts.close(staff=cast.vera, by=cast.ada)
    asked = propose("staff.roles", beata.actor, wish(beata, "viewer"), cast.ada)
    RoleGrant.objects.filter(staff=cast.ada).update(role="viewer")
    RoleGrant.objects.create(staff=cast.olga, role="administrator")
    with pytest.raises(AskerLost):
        answer(asked, Staff.objects.get(pk=beata.pk))
    asked.refresh_from_db()
    assert asked.is_open


def test_a12_somebody_who_manages_staff_is_left(house):
    cast, beata = house
    asked = propose("staff.roles", beata.actor, wish(beata, "viewer"), cast.ada)
    answer(asked, beata)
    with pytest.raises((LastAdministrator, OnlyAdministrator)):
        propose("staff.roles", cast.ada.actor, wish(cast.ada, "viewer"), cast.ada)


def test_a12_if_the_log_fails_nothing_changes(house, monkeypatch):
    cast, beata = house
    asked = ask_roles(cast)

    def broken(**_):
        raise RuntimeError("no log")

    monkeypatch.setattr("muster.approvals.actions.requests.audit.record", broken)
    with pytest.raises(RuntimeError), transaction.atomic():
        answer(asked, beata)
    assert roles_of(cast.vera) == ["viewer"]
    asked.refresh_from_db()
    assert asked.is_open


# --- each kind --------------------------------------------------------------------------------


def test_a12_every_kind_of_the_promise_is_offered():
    assert [change.kind for change in registry.changes()] == [
        "approval.policy",
        "organisation.description",
        "organisation.mode",
        "retention.periods",
        "source.key",
        "staff.factors",
        "staff.invitation",
        "staff.reopening",
        "staff.roles",
    ]


def test_a12_a_sender_identity(house):
    cast, beata = house
    asked = propose(
        "organisation.description",
        "organisation:1",
        {"sender_address": "post@havsvakt.example"},
        cast.ada,
    )
    [line] = registry.change(asked.kind).lines(asked.before, asked.after)
    assert (line.before, line.after) == ("–", "post@havsvakt.example")
    assert organisation().sender_address == ""
    answer(asked, beata)
    assert organisation().sender_address == "post@havsvakt.example"


def test_a12_the_rules_of_approval(house):
    cast, beata = house
    after = {
        "cool_down": True,
        "day_from": "06:00",
        "day_to": "22:00",
        "weekends": False,
        "zone": "Europe/Stockholm",
    }
    asked = propose("approval.policy", "policy:1", after, cast.ada)
    assert not queries.policy().cool_down
    answer(asked, beata)
    assert queries.policy().cool_down
    assert queries.hours().zone == "Europe/Stockholm"
    wrong = propose("approval.policy", "policy:1", after | {"day_from": "23:00"}, cast.ada)
    with pytest.raises(Refused):
        answer(wrong, beata)
    assert Policy.objects.get().day_from.hour == 6


def test_a12_an_invitation_is_written_when_the_second_one_agrees(house):
    cast, beata = house
    after = {
        "email": "nina@staff.example",
        "name": "Nina",
        "language": "pl",
        "roles": ["approver"],
        "every_region": True,
        "regions": [],
    }
    asked = propose("staff.invitation", "invitation:nina", after, cast.ada)
    assert not Invitation.objects.exists()
    answer(asked, beata)
    assert Invitation.objects.get().roles == ["approver"]


def test_a12_opening_an_account_again(house):
    cast, beata = house
    accounts.close(staff=cast.vera, by=cast.ada)
    asked = propose("staff.reopening", cast.vera.actor, {"active": True}, cast.ada)
    assert not Staff.objects.get(pk=cast.vera.pk).is_active
    answer(asked, beata)
    assert Staff.objects.get(pk=cast.vera.pk).is_active


def test_a12_second_factors_are_reset_by_two(house):
    cast, beata = house
    with_factor(cast.bo)
    now = clock.db_now()
    StaffSession.objects.create(staff=cast.bo, fingerprint="b", started_at=now, seen_at=now)
    asked = propose("staff.factors", cast.bo.actor, {"factors": 0}, cast.ada)
    assert Authenticator.objects.filter(user=cast.bo).exists()
    answer(asked, beata)
    assert not Authenticator.objects.filter(user=cast.bo).exists()
    assert StaffSession.objects.get().ended_why == "factors"
    assert Letter.objects.filter(kind="factor-changed", address=cast.bo.email).exists()


def test_a12_a_key_opens_nothing_until_an_administrator_agrees(house):
    cast, _beata = house
    source = sources.add_source(kind="segment", name="Website", by=cast.olga)
    raw, after = sources.draft_key(power="server", by=cast.olga)
    asked = propose("source.key", f"source:{source.pk}", after, cast.olga)
    assert source_queries.write_key(raw) is None
    assert raw not in str(Request.objects.values_list("after", flat=True))
    answer(asked, cast.ada)
    assert source_queries.write_key(raw).source == Source.objects.get()
    assert WriteKey.objects.get().created_by == cast.olga.actor


# --- races ------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_a12_twenty_answers_at_once_do_it_once(transactional_db):
    from tests.cast import make_cast

    cast = make_cast()
    Organisation.objects.update_or_create(
        pk=1, defaults={"mode": "live", "first_live_at": clock.db_now()}
    )
    others = [second_administrator(f"a{number}") for number in range(10)]
    with_factor(cast.ada, *others)
    asked = ask_roles(cast)
    line, came = threading.Barrier(20), []

    def run(number):
        close_old_connections()
        try:
            line.wait()
            agree = number % 2 == 0
            answer(asked, others[number // 2], agree=agree, reason="No.")
            came.append("agreed" if agree else "refused")
        except Refused as refused:
            came.append(type(refused).__name__)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[number]) for number in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(came) == 20
    assert came.count("RequestOver") == 19
    asked.refresh_from_db()
    assert roles_of(cast.vera) == (["approver"] if asked.outcome == "applied" else ["viewer"])
    assert Entry.objects.filter(verb="staff.roles-changed").count() == (asked.outcome == "applied")
