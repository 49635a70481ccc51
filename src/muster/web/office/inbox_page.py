"""Composes the inbox page: the list, the thread, who is speaking, in sentences. It decides nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.paginator import Paginator
from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from muster.broadcasts import access as broadcasts
from muster.broadcasts.models.broadcast import id_in
from muster.delivery import networks
from muster.delivery import queries as delivery
from muster.inbox import queries
from muster.inbox.models import Conversation
from muster.kit.errors import NotFound
from muster.kit.text import number_in_words
from muster.people import purposes, summaries
from muster.people import queries as people
from muster.web.office import inbox_kinds, inbox_posts
from muster.web.words import number

if TYPE_CHECKING:
    from muster.accounts.models import Staff
    from muster.inbox.models import InboxMessage
    from muster.people.models import Person
    from muster.people.summaries import Line
    from muster.web.gate import StaffRequest

PAGE = 50
QUEUE_WORDS = {
    "mine": gettext_lazy("Mine"),
    "unanswered": gettext_lazy("Unanswered"),
    "dialogue": gettext_lazy("Dialogue"),
    "all": gettext_lazy("All open"),
    "closed": gettext_lazy("Closed"),
    "automatic": gettext_lazy("Automatic"),
}
CHANNELS = {
    "email": ("mail", gettext_lazy("E-mail")),
    "sms": ("text", gettext_lazy("Text message")),
    "webform": ("edit", gettext_lazy("Web form")),
    **{kind: ("at", name) for kind, name in networks.NAMES.items()},
}


def listing(request: StaffRequest, current: int | None = None) -> dict[str, Any]:
    """The queues with their numbers, and one page of one queue."""
    queue = request.GET.get("queue", "unanswered")
    queue = queue if queue in QUEUE_WORDS else "unanswered"
    counts = queries.counts(by=request.staff)
    found = Paginator(queries.in_queue(queue, by=request.staff), PAGE)
    page = found.get_page(request.GET.get("page"))
    rows = [_row(one) for one in page]
    shown = [row["id"] for row in rows]
    place = shown.index(current) if current in shown else -1
    return {
        "queue": queue,
        "queues": [(name, words, counts[name]) for name, words in QUEUE_WORDS.items()],
        "counts": counts,
        "held_count": queries.held_count(by=request.staff),
        "page_obj": page,
        "rows": rows,
        "current": current,
        "next": rows[place + 1]["id"] if place + 1 < len(rows) else None,
        "previous": rows[place - 1]["id"] if place > 0 else None,
    }


def thread(conversation: Conversation, *, by: Staff) -> dict[str, Any]:
    """Everything of one thread and of who is speaking."""
    entries = queries.thread(conversation)
    returned = delivery.returned_of(one.message_id for one in entries if one.direction == "out")
    ends = inbox_posts.ends(conversation, entries)
    person = conversation.person
    return {
        **inbox_posts.whole(conversation),
        "conversation": conversation,
        "title": sentence(conversation),
        "who": whom(conversation),
        "via": via(conversation),
        "entries": [
            _entry(conversation, one)
            | inbox_posts.entry(conversation, one, ends.get(one.message_id))
            | {"returned": returned.get(one.message_id)}
            for one in entries
        ],
        "seen": entries[-1].pk if entries else "",
        "answerable": bool(conversation.address)
        and any(one.direction == "in" and not one.auto for one in entries),
        "about": about(conversation, by=by),
        "person": person,
        "person_url": link("office:person", person.pk) if person else "",
        "claimed": conversation.claimed,
        "agreed": [
            (
                purposes.title(one.purpose),
                purposes.CHANNEL_WORDS.get(one.channel, one.channel),
                one.state,
            )
            for one in people.states_of(person)
        ]
        if person
        else [],
        "lines": _lines(conversation, person, by=by) if person else {},
    }


def whom(conversation: Conversation) -> str:
    """The name to show: the record’s where it is proved, else what they call themselves."""
    person = conversation.person
    return str(
        (person and person.name) or conversation.name or conversation.address or _("Somebody")
    )


def via(conversation: Conversation) -> tuple[str, str]:
    """The sign and the word of the channel."""
    icon, word = CHANNELS.get(conversation.channel, ("at", conversation.channel))
    return icon, str(word)


def sentence(conversation: Conversation) -> str:
    """How the thread stands, in one sentence."""
    who = {"who": whom(conversation)}
    if conversation.state == Conversation.State.OPEN:
        return _("%(who)s waits for an answer") % who
    if conversation.state == Conversation.State.WAITING:
        return _("%(who)s has our answer") % who
    if conversation.state == Conversation.State.CLOSED:
        return _("Closed: %(who)s") % who
    return _("Only a machine of %(who)s has written") % who


def waiting_sentence(count: int) -> str:
    """How the inbox stands, in one sentence."""
    if not count:
        return _("Nobody waits for an answer")
    return ngettext("One person waits for an answer", "%(n)s people wait for an answer", count) % {
        "n": counted(count)
    }


def held_sentence(count: int) -> str:
    """How many messages are held back, in one sentence."""
    if not count:
        return _("Nothing is held back")
    return ngettext("One message is held back", "%(n)s messages are held back", count) % {
        "n": counted(count)
    }


def counted(count: int) -> str:
    """A small number as a word that opens a sentence, where the language has one word for it."""
    english = (get_language() or "en").startswith("en")
    # Polish, Italian and French numerals bend with what they count; digits are right in all of them.
    return number_in_words(count, "en").capitalize() if english and count <= 12 else number(count)


def about(conversation: Conversation, *, by: Staff) -> dict[str, str] | None:
    """Which of our sendings this answers, as words and a link, for those who may see it."""
    number_of = id_in(conversation.about)
    if number_of is None:
        return None
    try:
        broadcast = broadcasts.broadcast(number_of, by=by)
    except NotFound:
        return None
    return {"title": broadcast.title, "url": link("office:broadcast-results", number_of)}


def link(name: str, *args: object) -> str:
    """The address of a page that may not be built yet; then there is no link."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


def _lines(conversation: Conversation, person: Person, *, by: Staff) -> dict[str, list[Line]]:
    here = link("office:conversation", conversation.pk)
    found = summaries.of(person, by=by)
    return {domain: [line for line in lines if line.url != here] for domain, lines in found.items()}


def _row(conversation: Conversation) -> dict[str, Any]:
    icon, word = via(conversation)
    return {
        "id": conversation.pk,
        "who": whom(conversation),
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
        "kind": inbox_kinds.tag(conversation.kind),
    }


def _entry(conversation: Conversation, message: InboxMessage) -> dict[str, Any]:
    theirs = message.direction == "in"
    elsewhere = (
        theirs and conversation.proven and message.sender and message.sender != conversation.address
    )
    return {
        "id": message.pk,
        "side": {"in": "them", "out": "us", "note": "note"}[message.direction],
        "who": whom(conversation) if theirs else str(message.author),
        "at": message.at,
        "said": message.said,
        "rest": message.text if message.carries_more else "",
        "auto": message.auto,
        "elsewhere": message.sender if elsewhere else "",
        "unproven": theirs and conversation.proven and not message.proven,
        "sorting": inbox_kinds.sentence(message) if theirs else "",
        "kind": message.sorting.kind if theirs and hasattr(message, "sorting") else "",
    }
