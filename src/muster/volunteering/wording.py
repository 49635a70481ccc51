"""The time of a shift as people read it, by the clocks of its place. Pure."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from babel.dates import format_date

from muster.volunteering.models import Shift


def when(shift: Shift, language: str) -> str:
    """“Tuesday 1 December, 10:00–12:00 (Warsaw)”."""
    zone = ZoneInfo(shift.task.zone)
    starts, ends = shift.starts_at.astimezone(zone), shift.ends_at.astimezone(zone)
    day = format_date(starts.date(), "EEEE d MMMM", locale=language[:2])
    return f"{day}, {starts:%H:%M}–{ends:%H:%M} ({_city(shift.task.zone)})"


def _city(zone: str) -> str:
    return zone.rpartition("/")[2].replace("_", " ")
