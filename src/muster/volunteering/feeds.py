"""Shifts as calendars read them (RFC 5545): stable names, the place’s own clocks, what is called off as cancelled."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Final
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from muster.accounts.queries import organisation, site_url
from muster.volunteering import links
from muster.volunteering.models import Shift, SignUp

TYPE: Final = "text/calendar; charset=utf-8"
_MAKER: Final = "-//Muster//Shifts//EN"


def calendar(sign_ups: Iterable[SignUp], *, at: datetime) -> bytes:
    """The file with one event for each place, and the rules of every zone it names."""
    found = Calendar()
    found.add("prodid", _MAKER)
    found.add("version", "2.0")
    found.add("method", "PUBLISH")
    found.add("x-wr-calname", _("Shifts with %(name)s") % {"name": organisation().name})
    for sign_up in sign_ups:
        found.add_component(_event(sign_up.shift, at))
    found.add_missing_timezones()
    return bytes(found.to_ical())


def _event(shift: Shift, at: datetime) -> Event:
    task, zone = shift.task, ZoneInfo(shift.task.zone)
    event = Event()
    event.add("uid", f"shift-{shift.pk}@{urlsplit(site_url()).hostname or 'muster'}")
    event.add("dtstamp", at)
    event.add("dtstart", shift.starts_at.astimezone(zone))
    event.add("dtend", shift.ends_at.astimezone(zone))
    event.add("sequence", shift.sequence)
    event.add("status", "CANCELLED" if shift.called_off_at else "CONFIRMED")
    event.add("summary", task.title)
    event.add("url", links.task_url(task.slug))
    if task.place or task.online:
        event.add("location", task.place or _("Online"))
    words = "\n\n".join(word for word in (shift.call_off_reason, task.about, task.contact) if word)
    if words:
        event.add("description", words)
    return event
