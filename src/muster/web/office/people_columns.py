"""The columns of the list of people: which there are, which are chosen, and what stands in them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from muster.kit.sheets import Telephone
from muster.people import queries
from muster.people.purposes import CHANNEL_WORDS
from muster.web import words

if TYPE_CHECKING:
    from django.http import QueryDict

    from muster.people.models import Person

COLUMNS: Final = {
    "region": gettext_lazy("Region"),
    "email": gettext_lazy("E-mail"),
    "phone": gettext_lazy("Telephone"),
    "yes": gettext_lazy("Said yes to"),
    "tags": gettext_lazy("Tags"),
    "postcode": gettext_lazy("Postcode"),
    "language": gettext_lazy("Language"),
    "since": gettext_lazy("With us since"),
}
USUAL: Final = ("region", "email", "phone", "yes")
# Names somebody typed or a system gave, which no reader’s browser should translate.
_NAMES: Final = frozenset({"email", "phone", "tags", "postcode", "language"})


@dataclass(frozen=True, slots=True)
class Page:
    """What is known of the people of one page beyond their own rows."""

    addresses: Mapping[int, Mapping[str, str]]
    channels: Mapping[int, set[str]]
    tags: Mapping[int, Sequence[str]]
    language: str


def chosen(asked: QueryDict) -> list[str]:
    """The columns an address asks for, in our order; the usual ones where it names none."""
    named = set(asked.getlist("col"))
    return [name for name in COLUMNS if name in named] or list(USUAL)


def choices(columns: Sequence[str]) -> list[tuple[str, str, bool]]:
    """Every column with its words and whether it is shown."""
    return [(name, str(text), name in columns) for name, text in COLUMNS.items()]


def heads(columns: Sequence[str]) -> list[str]:
    """What stands above the columns."""
    return [str(COLUMNS[name]) for name in columns]


def rows(people: Sequence[Person], columns: Sequence[str]) -> list[dict[str, Any]]:
    """The people of a page with their cells: as many queries as there are kinds of column."""
    about = _about(people, columns)
    return [
        {
            "person": person,
            "cells": [
                {"text": _CELLS[name](person, about), "name": name, "plain": name in _NAMES}
                for name in columns
            ],
        }
        for person in people
    ]


def lines(people: Sequence[Person], columns: Sequence[str]) -> list[list[object]]:
    """The same people as the lines of a file, their number and name first."""
    about = _about(people, columns)
    return [
        [
            person.id,
            person.name,
            *(_in_file(name, _CELLS[name](person, about)) for name in columns),
        ]
        for person in people
    ]


def _about(people: Sequence[Person], columns: Sequence[str]) -> Page:
    wanted = set(columns)
    return Page(
        addresses=queries.first_addresses(people) if wanted & {"email", "phone"} else {},
        channels=queries.granted_channels(people) if "yes" in wanted else {},
        tags=queries.tags_of(people) if "tags" in wanted else {},
        language=translation.get_language() or "en",
    )


def _in_file(name: str, text: str) -> str:
    return Telephone(text) if name == "phone" else text


def _region(person: Person, about: Page) -> str:
    return person.region.name_in(about.language) if person.region else _("no region")


def _address(kind: str) -> Callable[[Person, Page], str]:
    return lambda person, about: about.addresses.get(person.id, {}).get(kind, "")


def _yes(person: Person, about: Page) -> str:
    said = sorted(about.channels.get(person.id, ()))
    return ", ".join(str(CHANNEL_WORDS[name]) for name in said) or _("nothing")


_CELLS: Final[Mapping[str, Callable[[Person, Page], str]]] = {
    "region": _region,
    "email": _address("email"),
    "phone": _address("phone"),
    "yes": _yes,
    "tags": lambda person, about: ", ".join(about.tags.get(person.id, ())),
    "postcode": lambda person, _about: person.postcode,
    "language": lambda person, _about: person.language,
    "since": lambda person, _about: words.day(person.created_at),
}
