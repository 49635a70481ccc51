"""Whom a thread is with, on which channel and how it stands, in words. It decides nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from muster.broadcasts import access as broadcasts
from muster.broadcasts.models.broadcast import id_in
from muster.delivery import networks
from muster.inbox import queues
from muster.inbox.models import Conversation
from muster.kit.errors import NotFound
from muster.kit.text import number_in_words
from muster.web.words import number

if TYPE_CHECKING:
    from collections.abc import Sequence

    from muster.accounts.models import Staff

# Watchers who are named; of more it is only said that there are.
NAMED = 3
CHANNELS = {
    "email": ("mail", gettext_lazy("E-mail")),
    "sms": ("text", gettext_lazy("Text message")),
    "webform": ("edit", gettext_lazy("Web form")),
    **{kind: ("at", name) for kind, name in networks.NAMES.items()},
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
    if count >= queues.COUNTED:
        words = _("More than %(n)s people wait for an answer")
        return words % {"n": number(queues.COUNTED - 1)}
    return ngettext("One person waits for an answer", "%(n)s people wait for an answer", count) % {
        "n": counted(count)
    }


def watched_by(names: Sequence[str]) -> str:
    """Which colleagues watch a thread, in one sentence; nothing where nobody does."""
    if not names:
        return ""
    shown = ", ".join(names[:NAMED])
    if len(names) > NAMED:
        return _("%(names)s and others watch this.") % {"names": shown}
    return ngettext("%(names)s watches this.", "%(names)s watch this.", len(names)) % {
        "names": shown
    }


def joined_sentence(conversation: Conversation) -> str:
    """Where a thread that was joined goes on."""
    return _("The conversation with %(who)s goes on elsewhere") % {"who": whom(conversation)}


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
