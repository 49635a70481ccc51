"""Signing in and out, as far as it is kept: which browsers, and that it happened."""

from django.db import transaction
from django.db.models import QuerySet

from muster.accounts.models import Staff, StaffSession
from muster.audit.actions import record
from muster.kit import actors, clock
from muster.kit.actors import Doer


@transaction.atomic
def signed_in(*, staff: Staff, how: str) -> None:
    """Write down that somebody signed in, and by which means."""
    record(by=staff, verb="staff.signed-in", subject=staff.actor, how=how)


@transaction.atomic
def sign_in_failed(*, email: str) -> None:
    """Write down that somebody tried and failed; the typed address itself is not kept."""
    known = Staff.objects.filter(email__iexact=email).first()
    subject = known.actor if known else "staff:unknown"
    record(by=actors.system("door"), verb="staff.sign-in-failed", subject=subject)


@transaction.atomic
def end_session(*, session: StaffSession, by: Staff) -> None:
    """End one browser session; its next request finds itself signed out."""
    _open(StaffSession.objects.filter(pk=session.pk)).update(
        ended_at=clock.db_now(), ended_why="person"
    )
    record(by=by, verb="session.ended", subject=f"session:{session.pk}", staff=session.staff_id)


@transaction.atomic
def end_sessions(*, staff: Staff, why: str, by: Doer, but: str = "") -> int:
    """End every session of a person, except the one with the fingerprint ``but``."""
    mine = _open(StaffSession.objects.filter(staff=staff))
    if but:
        mine = mine.exclude(fingerprint=but)
    ended: int = mine.update(ended_at=clock.db_now(), ended_why=why)
    record(by=by, verb="sessions.ended", subject=staff.actor, count=ended, why=why)
    return ended


def _open(sessions: QuerySet[StaffSession]) -> QuerySet[StaffSession]:
    return sessions.filter(ended_at__isnull=True)
