"""One text for many: each reads it in their own language, with their own name. Pure, but for what it is handed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

from muster.delivery import liquid
from muster.delivery.liquid import Template
from muster.inbox import errors, many_errors

if TYPE_CHECKING:
    from muster.inbox.models import Conversation

FIELDS: Final = frozenset({"first_name", "last_name"})
# The text for everybody who has none in their language.
OTHERS: Final = ""


def read(words: Mapping[str, str]) -> dict[str, Template]:
    """Read every text that is there. Raises TemplateProblem, or NothingWritten where there is none."""
    written = {language: text for language, text in words.items() if text.strip()}
    if not written:
        raise errors.NothingWritten
    return {
        language: liquid.parse(text.replace("\r\n", "\n"), FIELDS)
        for language, text in written.items()
    }


def of(conversation: Conversation, texts: Mapping[str, Template]) -> str:
    """The text one of them gets. Raises NoWordsFor, or LacksAValue where a name without a fallback is missing."""
    text = texts.get(language_of(conversation)) or texts.get(OTHERS)
    if text is None:
        raise many_errors.NoWordsFor(language_of(conversation))
    known = values(conversation)
    if missing := sorted(name for name in text.fields.required if not known.get(name)):
        raise many_errors.LacksAValue(missing[0])
    return text.plain(known)


def values(conversation: Conversation) -> dict[str, str]:
    """What is proved of whoever writes; what strangers call themselves is nobody’s first name."""
    person = conversation.person
    if person is None:
        return {}
    return {"first_name": person.given_name, "last_name": person.family_name}


def language_of(conversation: Conversation) -> str:
    """The language they wrote in as it was judged, else that of their record, else none."""
    spoken: str = getattr(conversation, "spoken", None) or ""
    person = conversation.person
    return spoken or (person.language if person else "")


def languages(conversations: Sequence[Conversation]) -> dict[str, int]:
    """How many of them read which language, the most first."""
    found: dict[str, int] = {}
    for one in conversations:
        found[language_of(one)] = found.get(language_of(one), 0) + 1
    return dict(sorted(found.items(), key=lambda item: (-item[1], item[0])))
