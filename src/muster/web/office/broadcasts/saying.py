"""When and in which steps a document leaves, in the words its author and its approvers read."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from muster.delivery.documents import DocumentBody
from muster.delivery.gates import plan as plans
from muster.web import words


def all_of(body: DocumentBody) -> dict[str, str]:
    """What a page shows of it, each part under its name."""
    return {
        "sentence": sentence(body),
        "starts": starts(body),
        "hours": hours(body),
        "steps": steps(body),
        "watching": watching(body),
        "over": over(body),
    }


def sentence(body: DocumentBody) -> str:
    """All of it at once: when, at which hours, in which steps, and when it is over."""
    parts = [starts(body), hours(body), steps(body)]
    return _("Leaves %(how)s; %(over)s.") % {
        "how": ", ".join(part for part in parts if part),
        "over": over(body),
    }


def starts(body: DocumentBody) -> str:
    """What makes it leave."""
    at = moment(body)
    if at is not None:
        return _("on %(moment)s") % {"moment": words.long_moment(at, zone(body))}
    if body.start == "approved":
        return _("as soon as it is approved")
    return _("when somebody releases it after the approvals")


def hours(body: DocumentBody) -> str:
    """The hours of the day it may arrive in; empty is any hour."""
    if body.window_from is None or body.window_to is None:
        return ""
    return _("to each between %(from)s and %(to)s where they live") % {
        "from": body.window_from,
        "to": body.window_to,
    }


def steps(body: DocumentBody) -> str:
    """Its steps by size, as they follow each other."""
    names = step_names(body)
    if len(names) < 2:
        return _("all at once")
    return ngettext("in %(n)s step: %(steps)s", "in %(n)s steps: %(steps)s", len(names)) % {
        "n": words.number(len(names)),
        "steps": ", ".join(names),
    }


def step_names(body: DocumentBody) -> list[str]:
    """Each step by its name or its number of people."""
    sizes = plans.sizes(body.waves, body.size)
    named = [words.number(size) for size in sizes[:-1]]
    rest = _("the rest") if named or body.seeds else words.number(body.size)
    return [*([_("our own seed list")] if body.seeds else []), *named, rest]


def watching(body: DocumentBody) -> str:
    """What is waited for between two steps; empty where nothing is."""
    if not (body.waves or body.seeds):
        return _("Nothing is waited for: a slip would reach everybody before anyone could see it.")
    seconds = plans.seconds(body.soak_minutes, body.mode)
    return _("Between two steps %(span)s of watching; odd answers, bounces or stops halt it.") % {
        "span": _short(timedelta(seconds=seconds))
    }


def over(body: DocumentBody) -> str:
    """When nothing of it leaves any more (D11)."""
    at = moment(body)
    if at is not None:
        ends = at + timedelta(hours=body.not_after_hours)
        return _("over by %(moment)s") % {"moment": words.long_moment(ends, zone(body))}
    return ngettext(
        "over %(n)s hour after its release",
        "over %(n)s hours after its release",
        body.not_after_hours,
    ) % {"n": words.number(body.not_after_hours)}


def moment(body: DocumentBody) -> datetime | None:
    """When it starts, if that is a time."""
    return datetime.fromisoformat(body.not_before) if body.not_before else None


def zone(body: DocumentBody) -> str:
    """The zone its author wrote the time in."""
    return str(body.extra.get("zone") or "UTC")


def _short(length: timedelta) -> str:
    seconds = int(length.total_seconds())
    if seconds < 60:
        return ngettext("%(n)s second", "%(n)s seconds", seconds) % {"n": seconds}
    return words.span(length)
