"""What is kept of browser sessions, and for how long."""

from datetime import timedelta

import pytest

from muster.accounts import actions, sessions, tasks
from muster.accounts.models import StaffSession
from muster.audit import tasks as audit_tasks
from muster.audit.models import Seal
from muster.kit import clock

pytestmark = pytest.mark.django_db


def begun(staff, days):
    at = clock.db_now() - timedelta(days=days)
    return StaffSession.objects.create(
        staff=staff, fingerprint=f"f{days}", started_at=at, seen_at=at
    )


def test_after_a_month_a_session_is_forgotten(cast):
    old, young = begun(cast.bo, 31), begun(cast.bo, 29)
    tasks.forget_sessions(0, later=1)
    assert list(StaffSession.objects.all()) == [young]
    assert str(old).startswith("session ")


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (
            "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 HeadlessChrome/140.0 Safari/537.36",
            "Chrome on Linux",
        ),
        (
            "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0",
            "Edge on Windows",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0) AppleWebKit/605 Version/18.0 Safari/604.1",
            "Safari on iPhone",
        ),
        ("curl/8", ""),
    ],
)
def test_a_browser_in_words(agent, words):
    assert sessions.browser(agent) == words


def test_the_sealer_runs_as_a_job(cast):
    actions.choose_language(staff=cast.bo, language="pl")
    audit_tasks.seal(0, later=1)
    assert Seal.objects.count() == 0, "the entry belongs to a transaction that is still open"


def test_if_the_log_fails_a_session_goes_on(cast, monkeypatch):
    def broken(**_):
        raise RuntimeError("no log")

    mine = begun(cast.bo, 0)
    monkeypatch.setattr("muster.accounts.actions.sessions.record", broken)
    with pytest.raises(RuntimeError):
        actions.end_session(session=mine, by=cast.bo)
    assert StaffSession.objects.get().ended_at is None
