"""What an alarm says, in words: its sentence, its signs, its companions, and what we owe who is heard."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from muster.inbox import access as inbox
from muster.inbox import queries, speaking
from muster.kit import clock
from muster.kit.errors import NotFound
from muster.web.office.inbox.said import link
from muster.web.words import number, percent, span

if TYPE_CHECKING:
    from muster.accounts.models import Staff
    from muster.listening.models import Alarm, Mention

GRAVE: Final = {
    1: gettext_lazy("Look at it"),
    2: gettext_lazy("Grave"),
    3: gettext_lazy("Very grave: somebody should take the lead now"),
}
SIGNS: Final = {
    "volume": gettext_lazy("more is said than usual"),
    "negative": gettext_lazy("more bad is said than usual"),
    "companion": gettext_lazy("it is joined with a word it never stood beside"),
}


def title(alarm: Alarm, found: dict[str, Any]) -> str:
    """The sentence that says how things stand: how far above normal, and beside what."""
    said = {"topic": alarm.topic.name, "times": _times(found), "word": _beside(found)}
    if said["times"] and said["word"]:
        return _("%(topic)s is %(times)s times above normal and stands beside %(word)s") % said
    if said["times"]:
        return _("%(topic)s is %(times)s times above normal") % said
    return _("%(topic)s stands beside %(word)s") % said


def _times(found: dict[str, Any]) -> str:
    """How many times what is usual, by the sign that tells most of all posts, else of bad ones."""
    signs = sorted(
        found.get("signs", []), key=lambda one: (one["reason"] != "volume", -one["times"])
    )
    if not signs:
        return ""
    return number(max(2, round(signs[0]["heard"] / max(signs[0]["usual"], 1))))


def _beside(found: dict[str, Any]) -> str:
    words = [one["word"] for one in found.get("companions", [])]
    return str(words[0]) if words else ""


def signs(alarm: Alarm) -> str:
    """By what it was seen, in one line."""
    return ", ".join(str(SIGNS[one]) for one in alarm.reasons if one in SIGNS)


def state(alarm: Alarm) -> tuple[str, str]:
    """A tone and a word for how it stands."""
    if alarm.handed_at:
        return "info", _("In a crisis room")
    if alarm.dismissed_at:
        return "", _("Dismissed")
    if alarm.ended_at:
        return "ok", _("Calm again")
    return "bad", _("Alarm")


def told(found: dict[str, Any]) -> list[str]:
    """Each sign with its three heights."""
    return [_told(one) for one in found.get("signs", [])]


def _told(sign: dict[str, Any]) -> str:
    words = (
        _(
            "%(heard)s bad posts in %(minutes)s minutes. Usual are %(usual)s, alarm is above %(limit)s."
        )
        if sign["reason"] == "negative"
        else _(
            "%(heard)s posts in %(minutes)s minutes. Usual are %(usual)s, alarm is above %(limit)s."
        )
    )
    return words % {name: number(sign[name]) for name in ("heard", "minutes", "usual", "limit")}


def companions(found: dict[str, Any]) -> list[dict[str, Any]]:
    """What stands beside it: usual and present share, and how many say it."""
    return [
        {
            "word": one["word"],
            "usual": percent(one["share"] / one["lift"], 1),
            "now": percent(one["share"], 1, 0),
            "share": one["share"],
            "lift": number(round(one["lift"])),
            "authors": number(one["authors"]),
            "bad": percent(one["bad"], 1, 0),
        }
        for one in found.get("companions", [])
    ]


def author(post: Mention, *, by: Staff) -> dict[str, Any]:
    """Who is heard by how many, and what of theirs nobody has answered, on any channel."""
    since, count = _owed(post, by)
    person = post.key.person if post.key else None
    words = ngettext(
        "%(n)s message waits, since %(span)s", "%(n)s messages wait, since %(span)s", count
    )
    return {
        "who": post.handle or post.name or post.author,
        "reach": number(post.reach),
        "record": link("office:person", person.pk) if person else "",
        "owed": words % {"n": number(count), "span": span(clock.now() - since)} if since else "",
        "thread": link("office:conversation", post.conversation) if post.conversation else "",
    }


def _owed(post: Mention, by: Staff) -> tuple[datetime | None, int]:
    if post.conversation is not None:
        try:
            thread = inbox.conversation(post.conversation, by=by)
        except NotFound:
            return None, 0
        waiting = speaking.of(thread, by=by)
        return (waiting.unanswered[0].since if waiting.unanswered else None), waiting.messages
    if post.key is None or post.key.person is None:
        return None, 0
    theirs = queries.summary(post.key.person, by=by)
    return theirs.waiting_since, theirs.waiting


def followers(found: dict[str, Any]) -> list[dict[str, str]]:
    """How our accounts fared within the hour and the day before."""
    return [
        {"handle": one["handle"], "hour": _change(one["hour"]), "day": _change(one["day"])}
        for one in found.get("followers", [])
    ]


def _change(change: int | None) -> str:
    if change is None:
        return "–"
    return f"+{number(change)}" if change > 0 else number(change).replace("-", "−")
