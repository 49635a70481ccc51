"""Reads kept words and fills in their few fields. Staff text is data: read by the parser of delivery, never run."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from muster.accounts.models import Staff
from muster.delivery import liquid
from muster.inbox.models import Conversation, Macro

LANGUAGES: Final = ("en", "it", "pl", "fr")
FIELDS: Final = frozenset({"first_name", "staff"})
LONGEST: Final = 5_000


def check(text: str) -> None:
    """Raise TemplateProblem where a text names anything but our fields."""
    liquid.parse(text, FIELDS)


def filled(text: str, values: Mapping[str, str]) -> str:
    """Return the text with its fields filled in; a text that cannot be read stands as it is."""
    try:
        template = liquid.parse(text, FIELDS)
    except liquid.TemplateProblem:
        return text
    merge = dict(values)
    return template.plain(merge)


def values(conversation: Conversation, *, by: Staff) -> dict[str, str]:
    """What stands for the fields: of a claim nothing but the name its writer gave."""
    person = conversation.person
    first = person.given_name if person else conversation.name.partition(" ")[0]
    return {"first_name": first or "", "staff": by.name}


def text_for(macro: Macro, language: str) -> str:
    """The text in a language, else in English, else in the first there is."""
    texts = {name: macro.texts[name] for name in LANGUAGES if macro.texts.get(name)}
    return texts.get(language) or texts.get("en") or next(iter(texts.values()), "")


def language(conversation: Conversation, judged: str = "") -> str:
    """In which language they are answered: theirs where the record knows it, else what they last wrote in."""
    person = conversation.person
    told = (person.language or "")[:2] if person else ""
    return told or judged or "en"
