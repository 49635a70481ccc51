"""Composes one log and who is speaking. It decides nothing."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from muster.delivery import queries as delivery
from muster.inbox import logs
from muster.people import purposes, summaries
from muster.people import queries as people
from muster.web.office.inbox import kinds, listing, posts, speaking
from muster.web.office.inbox.said import about, link, sentence, via, whom
from muster.web.words import number

if TYPE_CHECKING:
    from collections.abc import Sequence

    from muster.accounts.models import Staff
    from muster.inbox.models import Conversation, InboxMessage, Presence
    from muster.people.models import ConsentState, Person
    from muster.people.summaries import Line

SILENT: Final = timedelta(days=1)
# Whoever wants everything that was ever said asks for it.
WHOLE: Final = 2_000


def thread(conversation: Conversation, *, by: Staff, whole: bool = False) -> dict[str, Any]:
    """Everything said with one person and who is speaking."""
    log = logs.of(conversation, by=by, most=WHOLE if whole else logs.MOST, waiting=True)
    entries = log.entries
    returned = delivery.returned_of(one.message_id for one in entries if one.direction == "out")
    person = conversation.person
    now = listing.now()
    states = list(people.states_of(person)) if person else []
    shown = [_entry(conversation, one, now) for one in entries]
    for before, one, entry in zip(entries, entries[1:], shown[1:], strict=False):
        entry["silence"] = _silence(before, one)
    ends = posts.ends(entries)
    for one, entry in zip(entries, shown, strict=True):
        entry.update(posts.entry(one, ends.get(one.message_id)))
        entry["returned"] = returned.get(entry["message_id"])
    return {
        **posts.whole(conversation),
        "conversation": conversation,
        "title": sentence(conversation),
        "who": whom(conversation),
        "via": via(conversation),
        "log": log,
        "entries": shown,
        "seen": log.seen or "",
        "about": about(conversation, by=by),
        "joinings": logs.joinings(conversation),
        "others": here(logs.present(log.threads, by=by)),
        "person": person,
        "person_url": link("office:person", person.pk) if person else "",
        "claimed": conversation.claimed,
        "states": states,
        "agreed": _agreed(states),
        "lines": _lines(conversation, person, by=by) if person else {},
        "speaking": speaking.panel(conversation, log, by=by, now=now),
    }


def here(present: Sequence[Presence]) -> str:
    """Which colleagues read or write here just now, in words; nothing where nobody does."""
    told = [
        (_("%(name)s is writing here.") if one.writing else _("%(name)s is reading this too."))
        % {"name": one.staff.name}
        for one in present
    ]
    return " ".join(told)


def _silence(before: InboxMessage, one: InboxMessage) -> str:
    """How long nobody answered, where that was a day or more."""
    if before.direction != "in" or before.auto or one.direction == "note":
        return ""
    days = (one.at - before.at) // SILENT
    if days < 1:
        return ""
    words = ngettext("Nobody answered for a day", "Nobody answered for %(n)s days", days)
    return words % {"n": number(days)}


def _agreed(states: Sequence[ConsentState]) -> list[tuple[str, object, str]]:
    return [
        (
            purposes.title(one.purpose),
            purposes.channel_words(one.channel),
            one.state,
        )
        for one in states
    ]


def _lines(conversation: Conversation, person: Person, *, by: Staff) -> dict[str, list[Line]]:
    link_here = link("office:conversation", conversation.pk)
    found = summaries.of(person, by=by, besides=("inbox",))
    return {
        domain: [line for line in lines if line.url != link_here] for domain, lines in found.items()
    }


def _entry(conversation: Conversation, message: InboxMessage, now: Any) -> dict[str, Any]:
    own = message.conversation
    theirs = message.direction == "in"
    elsewhere = theirs and own.proven and message.sender and message.sender != own.address
    leaving = getattr(message, "leaving", None)
    return {
        "id": message.pk,
        "thread": own.pk,
        "side": {"in": "them", "out": "us", "note": "note"}[message.direction],
        "who": whom(own) if theirs else str(message.author),
        "channel": via(own)[1],
        "subject": own.subject if own.pk != conversation.pk else "",
        "at": message.at,
        "said": message.said,
        "rest": message.text if message.carries_more else "",
        "auto": message.auto,
        "message_id": message.message_id,
        "elsewhere": message.sender if elsewhere else "",
        "unproven": theirs and own.proven and not message.proven,
        # In the log of a person, what somebody only says is theirs is marked as that.
        "claim": theirs and conversation.proven and not own.proven,
        "leaves_at": leaving.leaves_at if leaving and leaving.leaves_at > now else None,
        "sorting": kinds.sentence(message) if theirs else "",
        "kind": message.sorting.kind if theirs and hasattr(message, "sorting") else "",
    }
