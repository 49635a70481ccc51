"""An invitation works once, for seven days, and gives exactly what was meant."""

from datetime import timedelta

import pytest
from django.db import connection

from muster.accounts import access, actions
from muster.accounts.errors import AlreadyStaff, InvitationOver, PasswordTooWeak
from muster.accounts.models import Invitation, Staff
from muster.audit.models import Entry
from muster.kit import letters
from muster.kit.errors import Forbidden, NotFound

pytestmark = pytest.mark.django_db
PASSWORD = "seals sleep on warm stones"


@pytest.fixture
def posted(monkeypatch):
    """Catch letters instead of handing them to delivery."""
    caught = []
    monkeypatch.setattr(letters, "_carriers", [caught.append])
    return caught


@pytest.fixture
def invited(cast, posted):
    return actions.invite(
        email="New@Staff.example",
        name="Nina",
        language="pl",
        roles=["author"],
        every_region=False,
        regions=["PL-10"],
        by=cast.ada,
    )


def token(link):
    return link.rstrip("/").rsplit("/", 1)[1]


def test_the_link_goes_by_mail_and_only_its_fingerprint_stays(invited, posted):
    invitation, link = invited
    assert [letter.kind for letter in posted] == ["invitation"]
    assert posted[0].to == "new@staff.example"
    assert posted[0].language == "pl"
    assert posted[0].context["link"] == link
    assert token(link) not in str(Invitation.objects.filter(pk=invitation.pk).values().get())
    assert "new@staff" not in str(Entry.objects.get(verb="staff.invited").__dict__)


def test_accepting_makes_exactly_what_was_meant(invited, cast):
    staff = actions.accept(token=token(invited[1]), name="Nina N", language="en", password=PASSWORD)
    staff = Staff.objects.get(pk=staff.pk)
    assert (staff.email, staff.name) == ("new@staff.example", "Nina N")
    assert [role.key for role in staff.roles] == ["author"]
    assert staff.scope.regions == {"PL-10"}
    assert staff.check_password(PASSWORD)
    assert staff.password.startswith("argon2$argon2id$")
    assert Entry.objects.get(verb="staff.joined").actor == staff.actor


def test_it_works_once(invited):
    actions.accept(token=token(invited[1]), name="Nina", language="en", password=PASSWORD)
    with pytest.raises(InvitationOver):
        actions.accept(token=token(invited[1]), name="Eve", language="en", password=PASSWORD)
    with pytest.raises(NotFound):
        access.invitation_of(token(invited[1]))


def test_it_grows_old(invited):
    invitation, link = invited
    Invitation.objects.filter(pk=invitation.pk).update(expires_at=invitation.invited_at)
    assert invitation.expires_at - invitation.invited_at == timedelta(days=7)
    with pytest.raises(InvitationOver):
        actions.accept(token=token(link), name="Nina", language="en", password=PASSWORD)


def test_it_can_be_taken_back(invited, cast):
    invitation, link = invited
    actions.withdraw(invitation=invitation, by=cast.ada)
    with pytest.raises(InvitationOver):
        actions.accept(token=token(link), name="Nina", language="en", password=PASSWORD)
    with pytest.raises(InvitationOver):
        actions.withdraw(invitation=invitation, by=cast.ada)


def test_a_second_invitation_replaces_the_first(invited, cast):
    actions.invite(
        email="new@staff.example",
        name="Nina",
        language="en",
        roles=[],
        every_region=True,
        regions=[],
        by=cast.ada,
    )
    with pytest.raises(InvitationOver):
        actions.accept(token=token(invited[1]), name="Nina", language="en", password=PASSWORD)


@pytest.mark.parametrize("password", ["short", "password1234", "New@Staff.example", "123456789012"])
def test_weak_passwords_are_refused_and_the_link_stays_good(invited, password):
    with pytest.raises(PasswordTooWeak):
        actions.accept(token=token(invited[1]), name="Nina", language="en", password=password)
    assert actions.accept(token=token(invited[1]), name="Nina", language="en", password=PASSWORD)


def test_members_are_not_invited_and_others_do_not_invite(cast, posted):
    with pytest.raises(AlreadyStaff):
        actions.invite(
            email="BO@staff.example",
            name="Bo",
            language="en",
            roles=[],
            every_region=True,
            regions=[],
            by=cast.ada,
        )
    with pytest.raises(Forbidden):
        actions.invite(
            email="x@staff.example",
            name="X",
            language="en",
            roles=[],
            every_region=True,
            regions=[],
            by=cast.bo,
        )
    with pytest.raises(NotFound):
        access.invitation(1, by=cast.bo)
    assert not posted


def test_if_the_log_fails_nobody_joins(invited, monkeypatch):
    def broken(**_):
        raise RuntimeError("no log")

    monkeypatch.setattr("muster.accounts.actions.invitations.record", broken)
    before = Staff.objects.count()
    with pytest.raises(RuntimeError):
        actions.accept(token=token(invited[1]), name="Nina", language="en", password=PASSWORD)
    assert Staff.objects.count() == before
    assert Invitation.objects.get().accepted_at is None


def test_who_accepted_and_when_are_told_together(invited):
    from django.db.utils import IntegrityError

    with pytest.raises(IntegrityError), connection.cursor() as cursor:
        cursor.execute("UPDATE accounts_invitation SET accepted_at = now()")
