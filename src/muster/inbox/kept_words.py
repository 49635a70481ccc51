"""Which kept words are offered beside a conversation, in which language, ready to be sent as they stand."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from muster.accounts.models import Staff
from muster.inbox import logs, macros
from muster.inbox.logs import Log
from muster.inbox.models import Conversation, InboxMessage, Macro, Topic
from muster.kit.errors import NotFound

MOST: Final = 200


@dataclass(frozen=True, slots=True)
class Offer:
    """One kept answer with its fields filled in for this conversation."""

    id: int | str
    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Words:
    """Words that a room above has ready for a conversation, under a key of its own; they leave as they stand."""

    key: str
    name: str
    text: str


Ready = Callable[..., Sequence[Words]]
_ready: list[Ready] = []


def register(ready: Ready) -> None:
    """Have ``ready(conversation, by=…)`` asked for words that stand before all kept answers."""
    if ready not in _ready:
        _ready.append(ready)


def all_macros() -> list[Macro]:
    """Return every kept answer, by name."""
    return list(Macro.objects.select_related("topic").order_by("name", "id")[:MOST])


def macro(macro_id: int) -> Macro:
    """Return one, or raise ``NotFound``."""
    found = Macro.objects.filter(pk=macro_id).first()
    if found is None:
        raise NotFound
    return found


def topics() -> list[Topic]:
    """Return what people write about, by place."""
    return list(Topic.objects.order_by("place", "name", "id")[:MOST])


def text(offer: str, conversation: Conversation, *, by: Staff) -> str:
    """Return one kept answer ready for this conversation; nothing where it is offered no more."""
    offers = offered(conversation, logs.of(conversation, by=by), by=by)
    return next((one.text for one in offers if str(one.id) == offer), "")


def offered(conversation: Conversation, log: Log, *, by: Staff) -> list[Offer]:
    """Return what fits here: what a room above has ready, then those of its topic."""
    language = macros.language(conversation, _judged(log.entries))
    values = macros.values(conversation, by=by)
    found = sorted(all_macros(), key=lambda one: one.topic_id != (conversation.topic_id or 0))
    above = [
        Offer(one.key, one.name, one.text) for ask in _ready for one in ask(conversation, by=by)
    ]
    return above + [
        Offer(one.pk, one.name, macros.filled(macros.text_for(one, language), values))
        for one in found
    ]


def _judged(entries: list[InboxMessage]) -> str:
    """The language of the latest that they wrote, as it was judged."""
    theirs = [one for one in entries if one.direction == "in" and hasattr(one, "sorting")]
    return theirs[-1].sorting.language if theirs else ""
