"""The tree: groups of conditions, or the explicit word Everyone, which no group can ever turn into."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar, Literal

from muster.audiences.definition.conditions import Condition, written

Mode = Literal["all", "any", "none"]


@dataclass(frozen=True, slots=True)
class Everyone:
    """All people, chosen by name. It stands alone, never inside a group."""

    IS: ClassVar[str] = "everyone"


@dataclass(frozen=True, slots=True)
class Group:
    """People for whom all, any or none of the items hold. Without items it selects nobody."""

    mode: Mode
    items: tuple["Node", ...] = ()


Node = Group | Condition
Definition = Everyone | Group
EMPTY = Group("all")


def conditions(definition: Definition) -> Iterator[tuple[str, Condition]]:
    """Yield each condition with its place: "2" is the second, "3.1" the first of the third, a group."""
    if isinstance(definition, Group):
        yield from _walk(definition, "")


def groups(definition: Definition) -> Iterator[tuple[str, Group]]:
    """Yield each group with its place; the root's place is empty."""
    if isinstance(definition, Group):
        yield from _groups(definition, "")


def canonical(definition: Definition) -> str:
    """Return the one text of everything that means the same by order and brackets alone."""
    return json.dumps(
        _sorted(definition), ensure_ascii=False, sort_keys=True, separators=(",", ":")
    )


def digest(definition: Definition) -> str:
    """Return the SHA-256 of the canonical text, in hexadecimal."""
    return hashlib.sha256(canonical(definition).encode()).hexdigest()


def as_json(node: Everyone | Node) -> dict[str, object]:
    """Return the node as JSON holds it, in the order it was written."""
    if isinstance(node, Everyone):
        return {"is": Everyone.IS}
    if isinstance(node, Group):
        return {node.mode: [as_json(item) for item in node.items]}
    return {"is": node.IS} | written(node)


def _walk(group: Group, place: str) -> Iterator[tuple[str, Condition]]:
    for number, item in enumerate(group.items, start=1):
        here = f"{place}.{number}" if place else str(number)
        if isinstance(item, Group):
            yield from _walk(item, here)
        else:
            yield here, item


def _groups(group: Group, place: str) -> Iterator[tuple[str, Group]]:
    yield place, group
    for number, item in enumerate(group.items, start=1):
        if isinstance(item, Group):
            yield from _groups(item, f"{place}.{number}" if place else str(number))


def _sorted(node: Everyone | Node) -> dict[str, object]:
    if not isinstance(node, Group):
        return as_json(node)
    # A bracket inside a bracket of the same word says nothing, nor does saying a thing twice.
    flat: dict[str, dict[str, object]] = {}
    for item in _flattened(node):
        written = _sorted(item)
        flat[json.dumps(written, sort_keys=True)] = written
    return {node.mode: [flat[key] for key in sorted(flat)]}


def _flattened(group: Group) -> Iterator[Node]:
    for item in group.items:
        if isinstance(item, Group) and item.items and _adds_nothing(item, group.mode):
            yield from _flattened(item)
        else:
            yield item


def _adds_nothing(inner: Group, outer: Mode) -> bool:
    if inner.mode == "none":
        return False
    # "None of (a or b)" is "none of a, b"; "none of (a and b)" is not.
    word = "any" if outer == "none" else outer
    return inner.mode == word or len(inner.items) == 1
