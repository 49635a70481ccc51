"""Which tags, skills, groups and languages a text names, and how many of its readers have them (A18).

Only what somebody on our books has can be named; everything else is just a word. A name in the
address (“Dear drivers,”) says whom it is for; further on it may only be what is spoken of.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Final

from babel import Locale, UnknownLocaleError
from django.conf import settings
from django.db import connection

from muster.delivery import staging
from muster.delivery.models import Snapshot
from muster.kit.text import fold

KINDS: Final = ("tag", "skill", "group", "language")
# Shorter names are too often ordinary words.
_SHORTEST: Final = 4
_LONGEST_NAME: Final = 4  # words
_MOST_WORDS: Final = 3_000
_ADDRESS: Final = re.compile(r"([^,:!.\n]{4,80})[,:!\n]")
_WORD: Final = re.compile(r"[^\W\d_]+(?:[-’'][^\W\d_]+)*")


@dataclass(frozen=True, slots=True)
class Named:
    """A thing as the text writes it, and how many of the readers have it."""

    words: str
    kind: str
    having: int
    # Whether it is whom the text speaks to.
    addressed: bool = False


def in_text(subject: str, text: str, snapshot: Snapshot) -> list[Named]:
    """Everything the words name that people here have, with how many of the snapshot do."""
    phrases, spoken_to = _phrases(f"{subject}\n{text}"), address(text)
    found = [
        Named(phrases[value], kind, _having(kind, value, snapshot))
        for kind, value in _known(list(phrases))
    ]
    found += _languages(f"{subject}\n{text}", snapshot)
    return [replace(one, addressed=one.words in spoken_to) for one in found]


def address(text: str) -> str:
    """How a text begins to speak to its readers; nothing where it begins at once with its matter."""
    found = _ADDRESS.match(text.lstrip())
    return found[1] if found else ""


def _phrases(text: str) -> dict[str, str]:
    """Each run of up to four words in the spellings a trait may be kept in, with how it is written."""
    words = list(_WORD.finditer(text))[:_MOST_WORDS]
    found: dict[str, str] = {}
    for place, first in enumerate(words):
        for last in words[place : place + _LONGEST_NAME]:
            written = text[first.start() : last.end()]
            plain = " ".join(written.split())
            if len(plain) >= _SHORTEST and len(plain) == len(written):
                for spelling in _spellings(plain):
                    found.setdefault(spelling, plain)
    return found


def _spellings(plain: str) -> set[str]:
    """A trait may be kept in small letters or for one of many (“driver”)."""
    one = plain.removesuffix("s")
    both = {plain, one} if len(one) >= _SHORTEST else {plain}
    return {way for word in both for way in (word, word.lower(), word.capitalize())}


def _known(values: list[str]) -> list[tuple[str, str]]:
    """Those that anybody has now. One probe of an index for each, however many people there are."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT kind, value FROM unnest(%s::text[]) AS kind, unnest(%s::text[]) AS value"
            " WHERE EXISTS (SELECT FROM people_trait AS held WHERE held.kind = kind.kind"
            " AND held.value = value.value AND held.to_at IS NULL) ORDER BY 1, 2",
            [list(KINDS), values],
        )
        return [(kind, value) for kind, value in cursor.fetchall()]


def _having(kind: str, value: str, snapshot: Snapshot) -> int:
    """How many recipients have it, frozen already or only staged for a look."""
    members, given = _members(snapshot)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT count(*) FROM {members} AND EXISTS (SELECT FROM people_trait AS held"
            " WHERE held.person_id = member.person_id AND held.kind = %s AND held.value = %s"
            " AND held.to_at IS NULL)",
            [*given, kind, value],
        )
        number: int = cursor.fetchone()[0]
    return number


def _members(snapshot: Snapshot) -> tuple[str, list[Any]]:
    if snapshot.pk:
        return "delivery_recipient AS member WHERE member.snapshot_id = %s", [snapshot.pk]
    return f"delivery_stage AS member WHERE {staging.READY}", []


def _languages(text: str, snapshot: Snapshot) -> Iterator[Named]:
    """Languages named with a capital letter, against the languages people read."""
    names = _names_of_languages()
    for word in dict.fromkeys(match.group() for match in _WORD.finditer(text)):
        code = names.get(fold(word))
        if code is not None and word[0].isupper() and snapshot.per_language:
            yield Named(word, "language", int(snapshot.per_language.get(code, 0)))


def _names_of_languages() -> dict[str, str]:
    """Our languages by their names in each of them."""
    codes = [code for code, _name in settings.LANGUAGES]
    found = {}
    for code in codes:
        for said_in in codes:
            try:
                name = Locale.parse(said_in).languages.get(code, "")
            except (UnknownLocaleError, ValueError):
                continue
            if len(name) >= _SHORTEST:
                found[fold(name)] = code
    return found
