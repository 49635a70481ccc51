"""What roles allow, and who may change them."""

import pytest

from muster.accounts import actions, queries, registry
from muster.accounts.errors import LastAdministrator, OwnRoles, UnknownRole
from muster.accounts.models import Organisation, RoleGrant, Staff, StaffSession
from muster.accounts.roles import PERMISSIONS, ROLES
from muster.audit.models import Entry
from muster.kit import clock
from muster.kit.errors import Forbidden
from muster.kit.scope import Scope

pytestmark = pytest.mark.django_db


@pytest.fixture
def live(db):
    return Organisation.objects.create(pk=1, mode="live")


def change(staff, by, roles=("author",), every_region=True, regions=()):
    actions.change_roles(
        staff=staff, roles=list(roles), every_region=every_region, regions=list(regions), by=by
    )
    return Staff.objects.get(pk=staff.pk)


def test_every_role_says_in_words_what_it_is_for():
    for key, role in ROLES.items():
        assert key == role.key
        assert str(role.words).endswith(".")
        assert role.permissions <= PERMISSIONS


def test_the_permissions_everybody_relies_on_exist():
    assert {
        "people.view", "people.edit", "people.import", "people.export", "people.erase", "audiences.view", "audiences.edit",
        "broadcasts.view", "broadcasts.write", "broadcasts.submit", "broadcasts.approve", "broadcasts.send",
        "inbox.view", "inbox.answer", "inbox.teams", "sources.manage", "staff.view", "staff.manage", "audit.view",
        "settings.view", "settings.manage", "gifts.view", "outbox.view",
        "alarms.receive", "drives.run", "drives.view", "gifts.count", "gifts.pledge", "gifts.refund", "gifts.settle", "listening.edit", "listening.sources", "listening.view",
        "crisis.approve", "crisis.lead", "crisis.view",
        "groups.lead", "groups.moderate", "groups.view", "rivalry.run", "rivalry.view", "tasks.plan", "tasks.run", "tasks.view",
    } == PERMISSIONS  # fmt: skip


def test_nobody_writes_and_approves_by_one_role():
    assert not [
        r for r in ROLES.values() if {"broadcasts.write", "broadcasts.approve"} <= r.permissions
    ]


def test_roles_are_what_a_person_may(cast):
    assert cast.ana.may("broadcasts.write")
    assert not cast.ana.may("broadcasts.approve")
    assert not cast.nobody.may("people.view")
    cast.ana.is_active = False
    assert not cast.ana.may("broadcasts.write")


def test_scope_is_every_region_or_the_named_ones_or_nobody(cast):
    assert cast.olga.scope == Scope.EVERYONE
    assert cast.carla.scope == Scope(regions=frozenset({"PL-10"}))
    cast.carla.regions.clear()
    assert Staff.objects.get(pk=cast.carla.pk).scope == Scope.NOBODY


def test_an_administrator_changes_roles_and_it_is_written_down(cast):
    changed = change(
        cast.vera,
        cast.ada,
        roles=["approver", "author"],
        every_region=False,
        regions=["PL-10", "IT-25"],
    )
    assert [role.key for role in changed.roles] == ["author", "approver"]
    assert changed.scope.regions == {"PL-10", "IT-25"}
    assert RoleGrant.objects.get(staff=cast.vera, role="author").granted_by == cast.ada.actor
    entry = Entry.objects.get(verb="staff.roles-changed")
    assert entry.detail == {
        "before": ["viewer"], "after": ["approver", "author"], "every_region": False, "regions": ["IT-25", "PL-10"],
    }  # fmt: skip


def test_whoever_changes_is_signed_out_everywhere(cast):
    now = clock.db_now()
    StaffSession.objects.create(staff=cast.vera, fingerprint="f", started_at=now, seen_at=now)
    change(cast.vera, cast.ada)
    assert StaffSession.objects.get().ended_why == "roles"


@pytest.mark.parametrize("doer", ["olga", "bo", "vera", "nobody"])
def test_others_may_not(cast, doer):
    with pytest.raises(Forbidden):
        change(cast.ana, getattr(cast, doer))


def test_unknown_roles_and_regions_are_refused(cast):
    with pytest.raises(UnknownRole):
        change(cast.ana, cast.ada, roles=["emperor"])
    with pytest.raises(UnknownRole):
        change(cast.ana, cast.ada, every_region=False, regions=["XX-1"])


def test_nobody_gives_themselves_power_outside_training(cast, live):
    with pytest.raises(OwnRoles):
        change(cast.ada, cast.ada, roles=["administrator", "approver"])


def test_in_training_one_may_try_every_hat_on(cast):
    assert len(change(cast.ada, cast.ada, roles=["administrator", "approver"]).roles) == 2


def test_somebody_who_manages_staff_is_left(cast):
    with pytest.raises(LastAdministrator):
        change(cast.ada, cast.ada, roles=["viewer"])
    with pytest.raises(LastAdministrator):
        actions.close(staff=cast.ada, by=cast.ada)
    assert Staff.objects.get(pk=cast.ada.pk).may("staff.manage")


def test_a_closed_account_is_out_and_can_come_back(cast):
    actions.close(staff=cast.vera, by=cast.ada)
    assert not Staff.objects.get(pk=cast.vera.pk).may("people.view")
    actions.reopen(staff=cast.vera, by=cast.ada)
    assert Staff.objects.get(pk=cast.vera.pk).may("people.view")


def test_if_the_log_fails_nothing_changes(cast, monkeypatch):
    def broken(**_):
        raise RuntimeError("no log")

    monkeypatch.setattr("muster.accounts.actions.staff.record", broken)
    with pytest.raises(RuntimeError):
        change(cast.vera, cast.ada, roles=["approver"], every_region=False, regions=["PL-10"])
    same = Staff.objects.get(pk=cast.vera.pk)
    assert [role.key for role in same.roles] == ["viewer"]
    assert same.every_region


def test_who_can_act_now(cast):
    ready = queries.readiness()
    assert [s.name for s in ready.approvers] == ["Bo", "Carla"]
    assert [s.name for s in ready.everywhere] == ["Bo"]
    assert not ready.too_few
    actions.close(staff=cast.carla, by=cast.ada)
    assert queries.readiness().too_few
    assert not registry.approvers().ok


def test_an_address_is_one_address_whatever_its_case(cast):
    from django.db.utils import IntegrityError

    assert Staff.objects.get_by_natural_key("BO@staff.example") == cast.bo
    with pytest.raises(IntegrityError):
        Staff.objects.create(email="Bo@Staff.example", name="Other")


def test_names_of_actors(cast):
    assert queries.names_of([cast.bo.actor, "system:worker", "staff:", "person:1"]) == {
        cast.bo.actor: "Bo"
    }
