"""One vocabulary of states for the whole system: sign, word and colour of every pill.

A state is never told by colour alone, and red is only for halt, error and destruction.
"""

from __future__ import annotations

from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Look(NamedTuple):
    """How a state is shown: colour role, icon, word."""

    tone: str
    icon: str
    word: str | Promise


LOOKS: dict[str, Look] = {
    # broadcasts and releases
    "draft": Look("", "circle", _("Draft")),
    "submitted": Look("wait", "half", _("Waiting for approval")),
    "approved": Look("ok", "check", _("Approved")),
    "returned": Look("warn", "undo", _("Returned")),
    "rejected": Look("bad", "x", _("Rejected")),
    "scheduled": Look("wait", "clock", _("Scheduled")),
    "sending": Look("now", "play", _("Sending")),
    "soaking": Look("now", "pause", _("Watching")),
    "halted": Look("halted", "stop", _("Halted")),
    "cancelled": Look("", "x", _("Cancelled")),
    "completed": Look("ok", "disc", _("Completed")),
    "expired": Look("", "x", _("Expired")),
    # single messages
    "accepted": Look("ok", "check", _("Accepted")),
    "delivered": Look("ok", "check", _("Delivered")),
    "refused": Look("bad", "x", _("Refused")),
    "temporary": Look("warn", "clock", _("Tries again")),
    "suppressed": Look("", "lock", _("Held back")),
    "unknown": Look("warn", "q", _("Unknown")),
    "pending": Look("", "clock", _("Not yet")),
    "in_flight": Look("now", "play", _("On the way")),
    "bounced": Look("bad", "x", _("Came back")),
    "soft": Look("warn", "clock", _("Came back for now")),
    "complained": Look("bad", "x", _("Called unwanted")),
    "stopped": Look("bad", "x", _("Said stop")),
    "replied": Look("now", "mail", _("Wrote back")),
    "thanked": Look("ok", "check", _("Said thanks")),
    "automatic": Look("", "circle", _("A machine answered")),
    "caught": Look("training", "lock", _("Kept here")),
    # consent
    "granted": Look("ok", "check", _("Said yes")),
    "withdrawn": Look("bad", "x", _("Said no")),
    # conversations
    "open": Look("wait", "inbox", _("Open")),
    "waiting": Look("", "clock", _("Waiting for them")),
    "answered": Look("ok", "check", _("Answered")),
    "closed": Look("", "check", _("Closed")),
    # imports, jobs, checks
    "new": Look("wait", "plus", _("New")),
    "changed": Look("warn", "note", _("Changed")),
    "same": Look("", "circle", _("Unchanged")),
    "undone": Look("", "undo", _("Undone")),
    "running": Look("now", "play", _("Running")),
    "done": Look("ok", "check", _("Done")),
    "failed": Look("bad", "alert", _("Failed")),
    # the instance
    "training": Look("training", "play", _("Training")),
    "alarm": Look("bad", "alert", _("Alarm")),
    # tones by their own name, for words of a page
    "ok": Look("ok", "check", _("Fine")),
    "warn": Look("warn", "alert", _("Look at this")),
    "bad": Look("bad", "alert", _("Wrong")),
    "now": Look("now", "play", _("Now")),
    "plain": Look("", "circle", ""),
}


def look(state: str) -> Look:
    """The look of a state; a state nobody has named yet is shown plainly under its own name."""
    known = LOOKS.get(state)
    return known or Look("", "circle", state.replace("_", " ").capitalize())
