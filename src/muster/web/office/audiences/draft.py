"""A definition while somebody builds it: what the form posts, one step further, and back into the address.

A draft is never stored; the page’s own address carries it, so that going back is the undo and a link shows
a colleague the same. It is read leniently here and strictly by ``audiences.definition.load``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from muster.audiences.definition import CONDITION_FIELDS, KINDS, Did, Lives
from muster.audiences.definition.rules import Codes, Phrases, Whole
from muster.audiences.definition.tree import as_json
from muster.audiences.world import SHIFT
from muster.kit.money import Money

if TYPE_CHECKING:
    from django.http import QueryDict

Raw = dict[str, Any]
MODES: Final = ("all", "any", "none")
EVERYONE: Final[Raw] = {"is": "everyone"}
# Fields that hold an amount of the currency beside them.
MONEY: Final = frozenset({"minor", "least", "most"})
# Conditions that begin with something filled in.
BEGINNINGS: Final = {"shift": Did(SHIFT)}
_MOST: Final = 40
_DEPTH: Final = 4


def empty() -> Raw:
    """A sentence without a condition: it selects nobody."""
    return {"all": []}


def read(data: QueryDict) -> Raw:
    """Read the draft a form posts. Fields are named by place: “c.2.1.days”."""
    if data.get("c.is") == "everyone":
        return dict(EVERYONE)
    return _read_group(data, "c", 1)


def clean(raw: object) -> Raw:
    """Keep what can be drawn of a draft that came by an address; anything else is left out."""
    if isinstance(raw, dict) and raw.get("is") == "everyone":
        return dict(EVERYONE)
    kept = _clean(raw, 1)
    return kept if kept is not None and mode_of(kept) else empty()


def stepped(draft: Raw, step: str, data: QueryDict) -> tuple[Raw, str]:
    """Do one step of the builder. Returns the draft and the place to look at next."""
    verb, _, place = step.partition(":")
    if verb == "everyone":
        return dict(EVERYONE), ""
    if verb == "people":
        return empty(), ""
    group = find(draft, place)
    if verb in {"add", "but", "either"} and group is not None and mode_of(group):
        kind = data.get(f"{name(place)}.add", "")
        condition = BEGINNINGS.get(kind) or KINDS.get(kind, Lives)()
        return draft, _added(group, place, as_json(condition), verb)
    if verb == "remove" and place:
        above, _, last = place.rpartition(".")
        parent = find(draft, above)
        if parent is not None and last.isdigit():
            items = parent[mode_of(parent)]
            parent[mode_of(parent)] = [x for n, x in enumerate(items, 1) if n != int(last)]
        return draft, above
    return draft, place


def find(draft: Raw, place: str) -> Raw | None:
    """The node at a place; the whole at ""."""
    node = draft
    for step in filter(None, place.split(".")):
        items = node.get(mode_of(node), [])
        if not step.isdigit() or not 0 < int(step) <= len(items):
            return None
        node = items[int(step) - 1]
    return node


def mode_of(node: Raw) -> str:
    """Which of all, any and none a group is; "" for a condition."""
    return next((mode for mode in MODES if mode in node), "")


def name(place: str) -> str:
    """The name of a place in the form."""
    return f"c.{place}" if place else "c"


def _added(group: Raw, place: str, condition: Raw, verb: str) -> str:
    items = group[mode_of(group)]
    if verb == "but":
        for number, item in enumerate(items, 1):
            if mode_of(item) == "none":
                item["none"].append(condition)
                return _below(_below(place, number), len(item["none"]))
        items.append({"none": [condition]})
        return _below(_below(place, len(items)), 1)
    items.append({"any": [condition]} if verb == "either" else condition)
    return _below(place, len(items)) if verb == "add" else _below(_below(place, len(items)), 1)


def _below(place: str, number: int) -> str:
    return f"{place}.{number}" if place else str(number)


def _read_group(data: QueryDict, prefix: str, depth: int) -> Raw:
    mode = data.get(f"{prefix}.mode", "all")
    items = []
    for number in range(1, _MOST + 2):
        here = f"{prefix}.{number}"
        if f"{here}.mode" in data and depth < _DEPTH:
            items.append(_read_group(data, here, depth + 1))
        elif data.get(f"{here}.is") in KINDS:
            items.append(_read_condition(data, here, str(data[f"{here}.is"])))
    return {mode if mode in MODES else "all": items}


def _read_condition(data: QueryDict, prefix: str, kind: str) -> Raw:
    read: Raw = {"is": kind}
    for field, rule in CONDITION_FIELDS[kind].items():
        text = data.get(f"{prefix}.{field}", "").strip()
        if isinstance(rule, Codes):
            read[field] = sorted({one for one in data.getlist(f"{prefix}.{field}") if one})
        elif isinstance(rule, Phrases):
            read[field] = [word for part in text.split(",") if (word := " ".join(part.split()))]
        elif field in MONEY:
            read[field] = _minor(text, data.get(f"{prefix}.currency", ""))
        elif isinstance(rule, Whole):
            read[field] = int(text) if text.isascii() and text.isdigit() else (text or None)
        else:
            read[field] = text
    return read


def _minor(text: str, currency: str) -> int | str | None:
    if not text:
        return None
    try:
        return Money.parse(text, currency or "EUR").minor
    except (ValueError, OverflowError, ArithmeticError):
        return text


def _clean(raw: object, depth: int) -> Raw | None:
    if not isinstance(raw, dict) or depth > _DEPTH + 1:
        return None
    kind = raw.get("is")
    if isinstance(kind, str) and kind in KINDS:
        return {"is": kind} | {
            field: raw[field]
            for field in CONDITION_FIELDS[kind]
            if isinstance(raw.get(field), str | int | list)
        }
    mode = mode_of(raw)
    if not mode or not isinstance(raw[mode], list):
        return None
    items = (_clean(item, depth + 1) for item in raw[mode][:_MOST])
    return {mode: [item for item in items if item is not None]}
