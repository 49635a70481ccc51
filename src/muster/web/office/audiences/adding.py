"""A further condition, named by a short word in an address: “lives:PL-10”, “joined:2026-03”, “speaks:pl”, “gift:90”.

Pure. What a picture counts and what its bar adds mean the same people.
"""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from muster.audiences.breakdown import GIFTS
from muster.audiences.definition import (
    Did,
    DidNot,
    Everyone,
    Group,
    Joined,
    LastGave,
    Lives,
    Malformed,
    Speaks,
    load,
)
from muster.audiences.definition.tree import as_json
from muster.audiences.gaps import LANGUAGES
from muster.audiences.world import GIFT

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from muster.audiences.definition import Condition, Definition

BEFORE: Final = "before-"
_CODE: Final = re.compile(r"[A-Z]{2}-[A-Z0-9]{1,5}")
_MONTH: Final = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")


class NotACondition(ValueError):
    """The word names nothing that could be added."""


def added(definition: Definition, wanted: Sequence[str]) -> dict[str, Any]:
    """Return the draft that says this as well. Raise NotACondition or Malformed, never change the meaning otherwise.

    Several regions are one condition; they take the place of an earlier choice of regions they lie in.
    """
    regions = tuple(sorted({_region(one) for one in wanted if one.startswith("lives:")}))
    further = [item for one in wanted if not one.startswith("lives:") for item in conditions(one)]
    items = _items(definition)
    if regions:
        items = [
            one for one in items if not (isinstance(one, Lives) and {*regions} < {*one.regions})
        ]
        further.insert(0, Lives(regions))
    told = as_json(Group("all", (*items, *further)))
    load(told)
    return told


def conditions(word: str) -> list[Condition]:
    """Return what one word adds."""
    kind, _colon, value = word.partition(":")
    reader = _READERS.get(kind)
    if reader is None:
        raise NotACondition(word)
    return reader(value)


def _items(definition: Definition) -> list[Any]:
    if isinstance(definition, Everyone):
        return []
    return list(definition.items) if definition.mode == "all" else [definition]


def _region(word: str) -> str:
    code = word.removeprefix("lives:")
    if not _CODE.fullmatch(code):
        raise NotACondition(word)
    return code


def _lives(code: str) -> list[Condition]:
    return [Lives((_region(code),))]


def _joined(value: str) -> list[Condition]:
    month = _MONTH.fullmatch(value.removeprefix(BEFORE))
    if month is None or month[1] == "0000":
        raise NotACondition(value)
    first = date(int(month[1]), int(month[2]), 1)
    if value.startswith(BEFORE):
        return [Joined("before", first)]
    years, number = divmod(first.month, 12)
    if first.year + years > date.max.year:
        raise NotACondition(value)
    return [Joined("since", first), Joined("before", date(first.year + years, number + 1, 1))]


def _speaks(code: str) -> list[Condition]:
    if code not in LANGUAGES:
        raise NotACondition(code)
    return [Speaks(code)]


def _gift(value: str) -> list[Condition]:
    if value == "never":
        return [DidNot(GIFT)]
    if value == "older":
        return [LastGave(GIFTS[-1])]
    if value not in {str(days) for days in GIFTS}:
        raise NotACondition(value)
    days = int(value)
    sooner = [one for one in GIFTS if one < days]
    return [Did(GIFT, days=days), *([LastGave(sooner[-1])] if sooner else [])]


_READERS: Final[dict[str, Callable[[str], list[Condition]]]] = {
    "lives": _lives,
    "joined": _joined,
    "speaks": _speaks,
    "gift": _gift,
}

__all__ = ["BEFORE", "Malformed", "NotACondition", "added", "conditions"]
