"""Whose rows a door may see is set for one transaction only; story time exists on throw-away instances only."""

from datetime import timedelta

import pytest
from django.conf import LazySettings
from django.db import connection, transaction

from muster.kit import clock, letters
from muster.kit.scope import Scope, entered, narrow


def _settings() -> tuple[str, str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, coalesce(current_setting('muster.scope', true), '')")
        role, scope = cursor.fetchone()
    return role, scope


@pytest.mark.django_db
def test_a_scope_holds_inside_its_block_only() -> None:
    before = _settings()
    with entered(Scope(regions=frozenset({"PL-10", "IT-25"}))):
        assert _settings() == ("muster_web", "IT-25,PL-10")
        with entered(Scope.EVERYONE):
            assert _settings() == ("muster_web", "*")
        narrow(Scope(person_id=7))
        assert _settings() == ("muster_web", "self:7")
    assert _settings() == before


@pytest.mark.django_db
def test_a_scope_is_undone_by_an_error() -> None:
    before = _settings()
    with pytest.raises(RuntimeError), entered(Scope.EVERYONE):
        raise RuntimeError
    assert _settings() == before


@pytest.mark.django_db(transaction=True)
def test_a_scope_never_outlives_its_transaction() -> None:
    with transaction.atomic(), entered(Scope.EVERYONE):
        assert _settings()[1] == "*"
    assert _settings() == ("muster_owner", "")


def test_scope_holds_regions() -> None:
    assert not Scope.NOBODY.holds("PL-10")
    assert Scope.EVERYONE.holds(None)
    assert Scope(regions=frozenset({"PL-10"})).holds("PL-10")
    assert not Scope(regions=frozenset({"PL-10"})).holds(None)


@pytest.mark.django_db
def test_story_time_runs_ahead_only_on_throw_away_instances(
    monkeypatch: pytest.MonkeyPatch, settings: LazySettings
) -> None:
    monkeypatch.setenv(clock.OFFSET_VARIABLE, "3600")
    assert clock.now() - clock.db_now() > timedelta(minutes=59)
    settings.MUSTER_THROW_AWAY = False
    with pytest.raises(clock.NotThrowAway):
        clock.now()


def test_a_letter_without_a_carrier_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(letters, "_carriers", [])
    with pytest.raises(letters.NoPostOffice):
        letters.post(letters.Letter(kind="confirm", to="a@b.example", language="en"))
