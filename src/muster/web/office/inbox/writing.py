"""What the answer box offers: channels, what else it may answer, words that were kept. It decides nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from muster.inbox import kept_words, logs, proposals, ways
from muster.people import purposes
from muster.web.office.inbox import posts
from muster.web.office.inbox.said import CHANNELS, via

if TYPE_CHECKING:
    from collections.abc import Sequence

    from muster.accounts.models import Staff
    from muster.inbox.logs import Log
    from muster.inbox.models import Conversation
    from muster.inbox.ways import Way
    from muster.people.models import ConsentState


def context(
    conversation: Conversation,
    log: Log,
    *,
    channel: str,
    by: Staff,
    states: Sequence[ConsentState] | None = None,
) -> dict[str, Any]:
    """The tabs, the way that is chosen and what stands beside it, for who may answer."""
    theirs = ways.among(conversation, log.threads)
    found = ways.of(conversation, theirs, states)
    way = next((one for one in found if one.channel == channel), found[0])
    answerable = way.thread is None or (
        bool(way.thread.address) and way.thread.state != way.thread.State.QUIET
    )
    second = _second(conversation, by=by)
    if not by.may("inbox.answer"):
        return {"way": way, "answerable": answerable, **second}
    gets = way.thread.pk if way.thread else None
    return {
        **second,
        "way": way,
        "answerable": answerable,
        "ways": [_tab(one, chosen=one.channel == way.channel) for one in found],
        "goes": posts.whole(way.thread) if way.thread else {},
        "goes_to": way.thread.address if way.thread else way.key.value if way.key else "",
        "also": [_other(one) for one in theirs if one.they_wait and one.pk != gets],
        "macros": kept_words.offered(conversation, log, by=by),
        "joinable": logs.joinable(conversation, theirs, by=by),
    }


def _second(conversation: Conversation, *, by: Staff) -> dict[str, Any]:
    """An answer that waits for a second person or came back, and who may decide about it."""
    held = proposals.latest(conversation)
    if held is None:
        return {"proposal": None, "came_back": ""}
    waits, own = held.ended_at is None, held.by_id == by.pk
    return {
        "proposal": held,
        "may_let_go": waits and not own and by.may(held.permission),
        "own_proposal": waits and own,
        "came_back": held.said if own and not waits else "",
    }


def _tab(way: Way, *, chosen: bool) -> dict[str, Any]:
    _icon, word = CHANNELS.get(way.channel, ("at", way.channel))
    titles = ", ".join(purposes.title(one) for one in way.purposes)
    words = _("%(channel)s: allowed for %(what)s") % {"channel": word, "what": titles.lower()}
    return {"channel": way.channel, "words": words if titles else str(word), "chosen": chosen}


def _other(conversation: Conversation) -> dict[str, Any]:
    return {
        "id": conversation.pk,
        "channel": via(conversation)[1],
        "words": conversation.preview or conversation.subject,
        "due_at": conversation.due_at,
    }
