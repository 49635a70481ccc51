"""Who is speaking, as the panel beside a thread says it. Its advice is made of facts alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from muster.audiences.phrases import language_name
from muster.inbox import priority, speaking
from muster.inbox.priority import REACH, SILENCE
from muster.web.office.inbox.said import CHANNELS, link, via
from muster.web.words import number, span

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from muster.accounts.models import Staff
    from muster.inbox.logs import Log
    from muster.inbox.models import Conversation, InboxMessage
    from muster.inbox.speaking import Speaking

MOST: Final = 12


def panel(conversation: Conversation, log: Log, *, by: Staff, now: datetime) -> dict[str, Any]:
    """Everything of the panel that the inbox itself knows; ``log`` is what the page shows."""
    found = speaking.of(conversation, by=by, threads=log.threads)
    language = (get_language() or "en").split("-")[0]
    return {
        "waiting": [
            {
                "via": via(one.conversation),
                "url": ""
                if one.conversation == conversation
                else link("office:conversation", one.conversation.pk),
                "span": span(now - one.since),
                "messages": one.messages,
                "claimed": one.claimed,
            }
            for one in found.unanswered[:MOST]
        ],
        "more": max(len(found.unanswered) - MOST, 0),
        "reach": _reach(found),
        "severity": priority.level_in_words(conversation.severity) if conversation.severity else "",
        "why": ", ".join(priority.in_words(conversation.severity_why)),
        "languages": ", ".join(language_name(one, language) for one in _languages(log.entries)[:3]),
        "earlier": found.earlier,
        "complaints": found.complaints,
        "cases": [(one, link("office:case", one.pk)) for one in found.cases],
        "advice": advice(conversation, found, now),
    }


def advice(conversation: Conversation, found: Speaking, now: datetime) -> list[str]:
    """What the facts ask of an answer, in a few phrases; nothing where nothing stands out."""
    said = []
    if found.messages > 1:
        words = ngettext(
            "%(n)s message is unanswered: name it.",
            "%(n)s messages are unanswered: name each of them.",
            found.messages,
        )
        said.append(words % {"n": number(found.messages)})
    if found.unanswered and now - found.unanswered[0].since >= SILENCE[0]:
        words = _("They have waited %(span)s: say so, and why.")
        said.append(words % {"span": span(now - found.unanswered[0].since)})
    if conversation.kind == "complaint":
        said.append(_("Say what was done and when; that something is looked into is no answer."))
    if any(not one.open for one in found.cases):
        said.append(_("They complained before: read how that ended."))
    if found.public or (found.reach or 0) >= REACH[0]:
        said.append(_("Others read along: answer where they asked, and leave out what is private."))
    return said


def _languages(entries: Sequence[InboxMessage]) -> list[str]:
    """The languages they wrote in, the latest first."""
    said = (one.sorting.language for one in reversed(entries) if hasattr(one, "sorting"))
    return [one for one in dict.fromkeys(said) if one]


def _reach(found: Speaking) -> str:
    if found.reach is None:
        return ""
    words = ngettext("%(n)s follower", "%(n)s followers", found.reach)
    return f"{words % {'n': number(found.reach)}}, {_network(found.network)}"


def _network(channel: str) -> str:
    return str(CHANNELS.get(channel, ("", channel))[1])
