"""Opens a room and says who leads, who is on duty and how bad it is. One leads at a time."""

from datetime import datetime

from django.db import transaction

from muster.accounts.models import Staff
from muster.audit import actions as audit
from muster.crisis import access, errors
from muster.crisis.actions.noting import Kind, locked, write
from muster.crisis.models import Room
from muster.inbox.models import Topic
from muster.listening.models import Alarm


@transaction.atomic
def open_room(
    *,
    title: str,
    what: str,
    severity: int,
    since: datetime,
    by: Staff,
    at: datetime,
    topic: Topic | None = None,
    alarm: Alarm | None = None,
) -> Room:
    """Open a room; whoever opens it leads until they hand over. An ``alarm`` is worked on here from now on."""
    named = title.strip()
    if not named:
        raise errors.NothingSaid("title")
    if not by.may(access.LEAD):
        raise errors.CannotLead(by.name)
    made = Room.objects.create(
        title=named[:160], what=what.strip()[:4_000], severity=Room.Severity(severity), since=min(since, at),
        opened_at=at, opened_by=by, lead=by, topic=topic, alarm=str(alarm or ""),
    )  # fmt: skip
    write(made, Kind.OPENED, made.what, by=by, at=at)
    if alarm is not None:
        # Its libraries are large, and every process knows of rooms.
        from muster.listening.actions import alarms

        alarms.hand_over(alarm=alarm, room=made.pk, by=by, at=at)
    audit.record(
        by=by,
        verb="room.opened",
        subject=str(made),
        at=at,
        severity=made.severity,
        alarm=made.alarm,
    )
    return made


@transaction.atomic
def hand_over(*, room: Room, to: Staff, by: Staff, at: datetime) -> Room:
    """Let somebody else lead; the log says from whom to whom."""
    row = locked(room)
    if not (to.is_active and to.may(access.LEAD)):
        raise errors.CannotLead(to.name)
    if row.lead_id == to.pk:
        raise errors.LeadsAlready(to.name)
    before = row.lead.name
    row.lead = to
    row.save(update_fields=["lead"])
    write(row, Kind.LEAD, f"{before} → {to.name}", by=by, at=at)
    audit.record(by=by, verb="room.handed_over", subject=str(row), at=at, to=to.actor)
    return row


@transaction.atomic
def set_duty(*, room: Room, duty: Staff | None, reach: str, by: Staff, at: datetime) -> Room:
    """Name the colleague everybody turns to, and how they are reached now."""
    row = locked(room)
    row.duty, row.duty_reach = duty, reach.strip()[:120]
    row.save(update_fields=["duty", "duty_reach"])
    told = ", ".join(one for one in (duty.name if duty else "", row.duty_reach) if one)
    write(row, Kind.DUTY, told or "–", by=by, at=at)
    audit.record(by=by, verb="room.duty", subject=str(row), at=at, to=duty.actor if duty else "")
    return row


@transaction.atomic
def weigh(*, room: Room, severity: int, by: Staff, at: datetime) -> Room:
    """Say anew how bad it is."""
    row = locked(room)
    row.severity = Room.Severity(severity)
    row.save(update_fields=["severity"])
    write(row, Kind.SEVERITY, str(row.severity), by=by, at=at)
    audit.record(by=by, verb="room.weighed", subject=str(row), at=at, severity=row.severity)
    return row
