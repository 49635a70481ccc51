"""The fields of a condition: each with the rule of what may stand in it.

A field left empty means "not chosen yet", never "any". Fields that may stay empty say so by ``needed=False``.
"""

from dataclasses import field, fields
from datetime import date
from typing import Any

from muster.audiences.definition.rules import (
    Codes,
    Day,
    OneOf,
    Phrases,
    Rule,
    Text,
    Whole,
    is_empty,
)


def text(most: int = 200, *, needed: bool = True, later: bool = False) -> str:
    return field(default="", metadata=_told(Text(most, needed), later=later))


def codes() -> tuple[str, ...]:
    return field(default=(), metadata=_told(Codes()))


def phrases(*, needed: bool = True, later: bool = False) -> tuple[str, ...]:
    return field(default=(), metadata=_told(Phrases(needed=needed), later=later))


def whole(
    least: int, most: int, *, needed: bool = True, first: int | None = None, later: bool = False
) -> int | None:
    return field(default=first, metadata=_told(Whole(least, most, needed), later=later))


def one_of(*options: str, first: str = "") -> str:
    return field(default=first, metadata=_told(OneOf(options)))


def day() -> date | None:
    return field(default=None, metadata=_told(Day()))


def _told(rule: Rule, *, later: bool = False) -> dict[str, Any]:
    """``later`` marks a field that a kind of condition got after definitions of it were saved."""
    return {"rule": rule, "later": later}


def rules(kind: type) -> dict[str, Rule]:
    """Return the fields of a kind of condition in order, each with its rule."""
    return {one.name: one.metadata["rule"] for one in fields(kind)}


def written(condition: Any) -> dict[str, object]:
    """Return the fields as JSON holds them. A later field is written only where it says something,
    so that what was saved before keeps its digest.
    """
    held = ((one, getattr(condition, one.name)) for one in fields(condition))
    return {
        one.name: one.metadata["rule"].write(value)
        for one, value in held
        if not (one.metadata["later"] and is_empty(value))
    }
