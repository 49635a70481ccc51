"""Noting that a browser session is there, and ending it when it was idle or open too long."""

from datetime import datetime, timedelta

from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import DateTimeField, Func
from django.http import HttpRequest

from muster.accounts.models import Staff, StaffSession
from muster.accounts.sessions import browser, mac
from muster.audit import circumstances
from muster.kit import clock

IDLE = timedelta(minutes=60)
ABSOLUTE = timedelta(hours=12)
KEPT_FOR = timedelta(days=30)
# Writing the moment on each request would cost more than it tells.
NOTED_EVERY = timedelta(minutes=1)
# The database’s own clock, told with the session: every page of the office asks for both.
_MOMENT = Func(function="clock_timestamp", output_field=DateTimeField())


def keep_session(*, request: HttpRequest, staff: Staff) -> bool:
    """Tell whether this session may go on; note that it was seen, or that it is over."""
    if not request.session.session_key:
        return True
    found = StaffSession.objects.filter(fingerprint=mac(request.session))
    seen = found.annotate(moment=_MOMENT).first()
    if seen is None:
        _begin(request, staff, clock.db_now())
        return True
    if seen.ended_at or seen.staff_id != staff.pk:
        return False
    now = seen.moment
    why = _over(seen, now)
    if why:
        StaffSession.objects.filter(pk=seen.pk).update(ended_at=now, ended_why=why)
        return False
    if now - seen.seen_at > NOTED_EVERY:
        StaffSession.objects.filter(pk=seen.pk).update(seen_at=now)
    return True


def _begin(request: HttpRequest, staff: Staff, now: datetime) -> None:
    # Two requests of one browser may come at once; the fingerprint is unique.
    StaffSession.objects.get_or_create(
        fingerprint=mac(request.session),
        defaults={
            "staff": staff,
            "browser": browser(request.headers.get("User-Agent", "")),
            "ip_class": circumstances.network_class(request.META.get("REMOTE_ADDR", "")),
            "started_at": now,
            "seen_at": now,
        },
    )


def _over(seen: StaffSession, now: datetime) -> str:
    if now - seen.started_at > ABSOLUTE:
        return "age"
    return "idle" if now - seen.seen_at > IDLE else ""


@transaction.atomic
def forget_old_sessions(*, at: datetime) -> int:
    """Drop what is kept of sessions that ended, or were last seen, more than a month ago."""
    old = StaffSession.objects.filter(seen_at__lt=at - KEPT_FOR)
    count, _ = old.delete()
    Session.objects.filter(expire_date__lt=at).delete()
    return count
