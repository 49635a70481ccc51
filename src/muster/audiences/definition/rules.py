"""What may stand in one field of a condition, and the words for what may not.

An empty field is legal here: it is a gap, and a definition with a gap selects nobody (S3).
"""

from dataclasses import dataclass
from datetime import date
from typing import Protocol

from django.utils.translation import gettext as _

Value = str | int | tuple[str, ...] | date | None


class Malformed(ValueError):
    """The definition cannot be read; ``place`` is the path to what is wrong, such as "2 › days"."""

    def __init__(self, place: str, words: str) -> None:
        super().__init__(f"{place}: {words}" if place else words)
        self.place = place
        self.words = words


class Rule(Protocol):
    """How one field is read, written and told to be empty."""

    @property
    def needed(self) -> bool:
        """Whether the condition means nothing while this field is empty."""

    def read(self, raw: object, place: str) -> Value:
        """Return the value of ``raw`` or raise Malformed."""

    def write(self, value: Value) -> object:
        """Return what JSON holds for ``value``."""


@dataclass(frozen=True, slots=True)
class Text:
    """A short word or phrase, trimmed."""

    most: int = 200
    needed: bool = True

    def read(self, raw: object, place: str) -> str:
        if raw is None:
            return ""
        if not isinstance(raw, str):
            raise Malformed(place, _("write words here"))
        text = raw.strip()
        if len(text) > self.most:
            raise Malformed(place, _("keep it under {count} characters").format(count=self.most))
        if any(ord(c) < 32 or 0xD800 <= ord(c) <= 0xDFFF for c in text):
            raise Malformed(place, _("take out the invisible control characters"))
        return text

    def write(self, value: Value) -> object:
        return value


@dataclass(frozen=True, slots=True)
class Codes:
    """Some codes, each once, sorted: their order never means anything."""

    most: int = 200
    needed: bool = True

    def read(self, raw: object, place: str) -> tuple[str, ...]:
        if raw is None:
            return ()
        if not isinstance(raw, list | tuple):
            raise Malformed(place, _("give a list"))
        if len(raw) > self.most:
            raise Malformed(place, _("choose at most {count}").format(count=self.most))
        read = (Text(most=40).read(one, place) for one in raw)
        return tuple(sorted({one for one in read if one}))

    def write(self, value: Value) -> object:
        return sorted(set(value)) if isinstance(value, tuple) else []


@dataclass(frozen=True, slots=True)
class Phrases:
    """Some words or phrases, each once, sorted: any of them is enough, so their order never means anything."""

    most: int = 20
    longest: int = 100
    needed: bool = True

    def read(self, raw: object, place: str) -> tuple[str, ...]:
        if raw is None or raw == "":
            return ()
        if not isinstance(raw, str | list | tuple):
            raise Malformed(place, _("give a list"))
        one = Text(most=self.most * (self.longest + 2))
        told = [one.read(part, place) for part in ([raw] if isinstance(raw, str) else raw)]
        # A comma parts two phrases wherever it stands, so that a line of a form says what JSON says.
        phrases = {" ".join(word.split()) for part in told for word in part.split(",")} - {""}
        if len(phrases) > self.most:
            raise Malformed(place, _("choose at most {count}").format(count=self.most))
        if any(len(phrase) > self.longest for phrase in phrases):
            words = _("keep it under {count} characters")
            raise Malformed(place, words.format(count=self.longest))
        return tuple(sorted(phrases))

    def write(self, value: Value) -> object:
        return sorted(set(value)) if isinstance(value, tuple) else []


@dataclass(frozen=True, slots=True)
class Whole:
    """A whole number between two bounds."""

    least: int = 1
    most: int = 10_000
    needed: bool = True

    def read(self, raw: object, place: str) -> int | None:
        if raw is None or raw == "":
            return None
        if isinstance(raw, bool) or not isinstance(raw, int):
            raise Malformed(place, _("write a whole number"))
        if not self.least <= raw <= self.most:
            words = _("write a number from {least} to {most}")
            raise Malformed(place, words.format(least=self.least, most=self.most))
        return raw

    def write(self, value: Value) -> object:
        return value


@dataclass(frozen=True, slots=True)
class OneOf:
    """One word of a closed list."""

    options: tuple[str, ...]
    needed: bool = True

    def read(self, raw: object, place: str) -> str:
        if raw is None or raw == "":
            return ""
        if not isinstance(raw, str) or raw not in self.options:
            words = _("choose one of these: {options}")
            raise Malformed(place, words.format(options=", ".join(self.options)))
        return raw

    def write(self, value: Value) -> object:
        return value


@dataclass(frozen=True, slots=True)
class Day:
    """A calendar day, YYYY-MM-DD; it begins at midnight UTC."""

    needed: bool = True

    def read(self, raw: object, place: str) -> date | None:
        if raw is None or raw == "":
            return None
        try:
            day = date.fromisoformat(raw) if isinstance(raw, str) else None
        except ValueError:
            day = None
        if day is None or not 1900 <= day.year <= 2200:
            raise Malformed(place, _("write a day such as 2026-03-31"))
        return day

    def write(self, value: Value) -> object:
        return value.isoformat() if isinstance(value, date) else None


def is_empty(value: Value) -> bool:
    """Tell whether nothing was chosen yet."""
    return value in ("", (), None)
