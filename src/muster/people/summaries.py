"""The seam of the person page: each domain above offers a few lines about one person."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from muster.people.models import Person


@dataclass(frozen=True, slots=True)
class Line:
    """One line: what it is, what it says, where it leads."""

    label: str
    text: str
    url: str = ""
    warning: bool = False


Summary = Callable[..., Sequence[Line]]
_summaries: dict[str, Summary] = {}


def register(name: str, fn: Summary) -> None:
    """A domain offers ``fn(person, *, by)``, which makes at most two queries."""
    _summaries[name] = fn


def of(person: Person, *, by: Any, besides: Collection[str] = ()) -> Mapping[str, Sequence[Line]]:
    """Every domain’s lines about a person, by the domain’s name; silent domains, and ``besides``, are left out."""
    asked = ((name, fn) for name, fn in sorted(_summaries.items()) if name not in besides)
    found = {name: fn(person, by=by) for name, fn in asked}
    return {name: lines for name, lines in found.items() if lines}
