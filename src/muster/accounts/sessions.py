"""Browser sessions of staff: idle after an hour, over after twelve, and ended from anywhere at once."""

import re
from datetime import datetime, timedelta

from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest

from muster.accounts.models import Staff, StaffSession
from muster.audit import circumstances
from muster.kit import clock, secrets

IDLE = timedelta(minutes=60)
ABSOLUTE = timedelta(hours=12)
# Writing the moment on each request would cost more than it tells.
NOTED_EVERY = timedelta(minutes=1)


def mac(session: SessionBase) -> str:
    """Return the fingerprint of a browser session; approvals and the log keep this and never the key."""
    return secrets.mac("session", session.session_key) if session.session_key else ""


def keep(request: HttpRequest, staff: Staff) -> bool:
    """Tell whether this session may go on; note that it was seen, or that it is over."""
    if not request.session.session_key:
        return True
    now = clock.db_now()
    seen = StaffSession.objects.filter(fingerprint=mac(request.session)).first()
    if seen is None:
        _begin(request, staff, now)
        return True
    if seen.ended_at or seen.staff_id != staff.pk:
        return False
    why = _over(seen, now)
    if why:
        StaffSession.objects.filter(pk=seen.pk).update(ended_at=now, ended_why=why)
        return False
    if now - seen.seen_at > NOTED_EVERY:
        StaffSession.objects.filter(pk=seen.pk).update(seen_at=now)
    return True


def _begin(request: HttpRequest, staff: Staff, now: datetime) -> None:
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


def browser(agent: str) -> str:
    """Return "Firefox on Linux" from a browser's own long description."""
    names = ("Edg", "OPR", "Firefox", "Chrome", "Safari")
    name = next((n for n in names if re.search(rf"\b{n}\w*/", agent)), "")
    systems = ("Android", "iPhone", "iPad", "Windows", "Mac OS", "Linux")
    system = next((s for s in systems if s in agent), "")
    shown = {"Edg": "Edge", "OPR": "Opera"}.get(name, name)
    return " on ".join(part for part in (shown, system) if part)
