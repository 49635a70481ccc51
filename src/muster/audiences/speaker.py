"""Whoever says a definition: one language, the world its names come from, and values set in marks."""

from collections.abc import Iterable
from dataclasses import dataclass

from babel.lists import format_list
from babel.numbers import format_decimal
from django.utils.translation import gettext as _

from muster.audiences.marks import EMPTY, marked
from muster.audiences.world import World
from muster.kit.money import Money


@dataclass(frozen=True, slots=True)
class Speaker:
    """Says values in one language, knowing what their names stand for."""

    language: str
    world: World

    def number(self, value: int | None, ask: str) -> str:
        return self.value("" if value is None else format_decimal(value, locale=self.language), ask)

    def value(self, text: str, ask: str) -> str:
        return marked(text) if text else marked(_(ask), EMPTY)

    def amount(self, minor: int | None, currency: str, ask: str) -> str:
        if minor is None or not currency:
            return self.value("", ask)
        major = Money(minor, currency).amount.normalize()
        return self.value(f"{format_decimal(major, locale=self.language)} {currency}", ask)

    def words(self, words: Iterable[str], ask: str) -> str:
        listed = [quoted(word) for word in words]
        joined = format_list(listed, style="or", locale=self.language) if listed else ""
        return self.value(joined, ask)


def quoted(name: str) -> str:
    """Return a name as people quote it in the language of the moment."""
    return _("“{name}”").format(name=name)
