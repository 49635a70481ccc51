"""The queues with their numbers, and one page of one of them or of what a search found. It decides nothing."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from muster.inbox import finding, queues, watching
from muster.inbox.models import Conversation
from muster.kit import clock
from muster.kit.text import clean
from muster.web.office.inbox import kinds
from muster.web.office.inbox.said import via, whom

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from django.http import QueryDict

    from muster.accounts.models import Staff
    from muster.inbox.queues import Reader

LONGEST = 200
WORDS = {
    "needs": gettext_lazy("Needs me"),
    "overdue": gettext_lazy("Overdue"),
    "mine": gettext_lazy("Mine"),
    "watching": gettext_lazy("Watching"),
    "all": gettext_lazy("Everybody’s"),
    "dialogue": gettext_lazy("Dialogue"),
    "snoozed": gettext_lazy("Snoozed"),
    "answered": gettext_lazy("Answered"),
    "automatic": gettext_lazy("Automatic"),
    "closed": gettext_lazy("Closed"),
}
GROUPS = (
    (gettext_lazy("For me"), ("needs", "overdue", "mine", "watching")),
    (gettext_lazy("Teams"), ("all", queues.TEAM, "dialogue")),
    (gettext_lazy("Later"), ("snoozed", "answered", "automatic", "closed")),
)


def listing(asked: QueryDict, *, by: Staff, current: int | None = None) -> dict[str, Any]:
    """The queues with their numbers, and one page of one queue or of what was found."""
    reading = queues.reader(by=by, now=now())
    queue = queues.known(asked.get("queue", ""), reading)
    text = clean(asked.get("q", ""))[:LONGEST]
    counts = queues.counts(reading)
    part = _part(queue, text, reading, _number(asked.get("page", "")))
    here = where(queue, text, part.number)
    ticked, inbox = by.may("inbox.answer"), reverse("office:inbox")
    rows = [_row(one, f"{inbox}{one.pk}/{here}", ticked=ticked) for one in part.rows]
    if queue == queues.WATCHING and not text:
        fresh = watching.fresh(part.rows, by)
        for row in rows:
            row["fresh"] = row["id"] in fresh
    shown = [row["id"] for row in rows]
    place = shown.index(current) if current in shown else -1
    names = {**WORDS, **{f"{queues.TEAM}{one.pk}": one.name for one in reading.teams}}
    return {
        "queue": "" if text else queue,
        "queue_words": _("Found for “%(asked)s”") % {"asked": text} if text else names[queue],
        "asked": text,
        "where": here,
        "every_team": reading.every_team,
        "groups": _groups(reading, names, counts),
        "counts": counts,
        "waiting": counts["all"] + counts["dialogue"],
        "held_count": counts[queues.HELD],
        "part": part,
        "earlier": where(queue, text, part.number - 1) if part.number > 1 else "",
        "later": where(queue, text, part.number + 1) if part.more else "",
        "deepest": part.number >= queues.DEEPEST,
        "rows": rows,
        "current": current,
        "next": rows[place + 1]["id"] if place + 1 < len(rows) else None,
        "previous": rows[place - 1]["id"] if place > 0 else None,
        "live": urlencode({"queue": queue, "q": text, "page": part.number, "at": current or ""}),
    }


def now() -> datetime:
    """Business time for what a page shows: the database is not asked for each line."""
    return datetime.now(UTC) + clock.story_offset()


def where(queue: str, text: str, page: int = 1) -> str:
    """The words of an address that lead back to this list."""
    asked: dict[str, str | int] = {"q": text} if text else {"queue": queue}
    return "?" + urlencode(asked | ({"page": page} if page > 1 else {}))


def stamp(rows: Sequence[Conversation]) -> str:
    """What changes as soon as a line of the list would read differently."""
    return "|".join(
        f"{one.pk}.{one.state}.{one.due_at}.{one.last_at}.{one.assignee_id}.{one.kind}"
        for one in rows
    )


def part_of(asked: QueryDict, reading: Reader) -> queues.Part:
    """The same page of the list, for whoever watches it."""
    queue = queues.known(asked.get("queue", ""), reading)
    text = clean(asked.get("q", ""))[:LONGEST]
    return _part(queue, text, reading, _number(asked.get("page", "")))


def _part(queue: str, text: str, reading: Reader, number: int) -> queues.Part:
    if text:
        rows = finding.conversations(text, by=reading.staff, limit=queues.PAGE)
        return queues.Part(rows, 1, more=False)
    return queues.part(queue, reading, number=number)


def _number(told: str) -> int:
    return int(told) if told.isdecimal() and len(told) < 4 else 1


def _groups(
    reading: Reader, words: Mapping[str, object], counts: Mapping[str, int]
) -> list[tuple[object, list[tuple[str, object, int]]]]:
    teams = [f"{queues.TEAM}{one.pk}" for one in reading.teams]
    return [
        (
            title,
            [
                (name, words[name], counts[name])
                for each in names
                for name in (teams if each == queues.TEAM else [each])
            ],
        )
        for title, names in GROUPS
    ]


def _row(conversation: Conversation, url: str, *, ticked: bool) -> dict[str, Any]:
    """All that a line says, made here: a template would take three times as long for each."""
    icon, word = via(conversation)
    who = whom(conversation)
    return {
        "id": conversation.pk,
        "url": url,
        "who": who,
        "tick": _("Tick %(who)s") % {"who": who} if ticked else "",
        "due_at": conversation.due_at,
        "answered": {
            Conversation.State.WAITING: _("Answered"),
            Conversation.State.CLOSED: _("Closed"),
        }.get(Conversation.State(conversation.state), ""),
        "words": conversation.preview or conversation.subject,
        "icon": icon,
        "via": word,
        "assignee": conversation.assignee.name if conversation.assignee else _("nobody"),
        "unproven": not conversation.proven,
        "kind": kinds.tag(conversation.kind),
        "asleep": conversation.snoozed_until if conversation.asleep(now()) else None,
    }
