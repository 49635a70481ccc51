"""The kinds of fact this installation knows, each with its words for the timeline.

Every domain declares its kinds at start-up; appending an undeclared kind is refused.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from muster.kit import retention

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


@dataclass(frozen=True, slots=True)
class Declared:
    """A kind of fact: its name, what to say of it, its sign and the group it is filtered by."""

    name: str
    words: str | _StrPromise
    icon: str
    group: str
    fill: Callable[[Mapping[str, object]], Mapping[str, object]] | None = None


class _Blank(dict[str, object]):
    """Leaves a placeholder nobody filled empty, so a thin fact still reads as a sentence."""

    def __missing__(self, key: str) -> str:
        return ""


_declared: dict[str, Declared] = {}
_ICONS = {
    "message": "mail",
    "reply": "inbox",
    "gift": "euro",
    "consent": "check",
    "page": "find",
    "person": "people",
    "shift": "shift",
    "call": "hand",
    "mention": "at",
    "note": "note",
}


def declare(
    name: str,
    *,
    words: str | _StrPromise,
    icon: str | None = None,
    group: str | None = None,
    fill: Callable[[Mapping[str, object]], Mapping[str, object]] | None = None,
) -> None:
    """Make a kind known. ``words`` may use ``{ref}``, ``{amount}`` and any key of ``data``.

    ``fill`` turns codes in the data into words of the reader’s language.
    """
    noun = name.partition(".")[0]
    declared = Declared(name, words, icon or _ICONS.get(noun, "disc"), group or noun, fill)
    known = _declared.setdefault(name, declared)
    if known.words != words:
        message = f"{name} is declared twice with different words; keep one declare()."
        raise RuntimeError(message)


def keep() -> None:
    """What happened stays with the person; single kinds have periods of their own."""
    retention.declare(
        retention.Holding(
            "activity.facts",
            _("What else happened to a person"),
            _("With their record, until they are erased; then nobody can be told from it"),
            covers=("activity.Fact",),
        )
    )


def kinds() -> Mapping[str, Declared]:
    """Everything declared so far, by name."""
    return _declared


def of(name: str) -> Declared:
    """The declaration of a kind; an old one nobody declares any more speaks by its name."""
    return _declared.get(name) or Declared(name, name.replace(".", " "), "disc", "other")


def groups() -> dict[str, list[str]]:
    """Kind names by the group a reader filters by."""
    found: dict[str, list[str]] = {}
    for kind in _declared.values():
        found.setdefault(kind.group, []).append(kind.name)
    return found


def sentence(name: str, values: Mapping[str, object]) -> str:
    """The words of a kind, filled in for one fact."""
    declared = of(name)
    words = str(declared.words)
    try:
        filled = {**values, **declared.fill(values)} if declared.fill else values
        return " ".join(words.format_map(_Blank(filled)).split())
    except (ValueError, AttributeError, IndexError, KeyError):
        return words
