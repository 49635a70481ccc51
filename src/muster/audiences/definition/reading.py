"""Definitions in and out of JSON. Reading is strict: an unknown word is an error, never ignored,
because a condition that is silently dropped would select more people than were meant.
"""

import json
from collections.abc import Mapping
from typing import cast

from django.utils.translation import gettext as _

from muster.audiences.definition.conditions import KINDS, Condition, rules
from muster.audiences.definition.rules import Malformed
from muster.audiences.definition.tree import Definition, Everyone, Group, Mode, Node, as_json

MODES = ("all", "any", "none")
MOST_CONDITIONS = 40
MOST_DEPTH = 4
MOST_BYTES = 20_000


def load(raw: str | bytes | Mapping[str, object]) -> Definition:
    """Read a definition from JSON text or from what JSON text held; raise Malformed with the place."""
    held = _parsed(raw) if isinstance(raw, str | bytes) else raw
    if not isinstance(held, Mapping):
        raise Malformed("", _("a definition is an object such as {“all”: […]}"))
    if held.get("is") == Everyone.IS:
        _only(held, {"is"}, "")
        return Everyone()
    node = _Reader().node(held, "", 1)
    if not isinstance(node, Group):
        raise Malformed("", _("put the condition into a group: {“all”: […]}"))
    return node


def dump(definition: Definition) -> dict[str, object]:
    """Return the definition as JSON holds it, in the order it was written."""
    return as_json(definition)


class _Reader:
    """Reads one tree and counts its conditions."""

    def __init__(self) -> None:
        self.count = 0

    def node(self, raw: object, place: str, depth: int) -> Node:
        if not isinstance(raw, Mapping):
            raise Malformed(place, _("a condition is an object such as {“is”: “lives”, …}"))
        if "is" in raw:
            return self.condition(raw, place)
        return self.group(raw, place, depth)

    def group(self, raw: Mapping[str, object], place: str, depth: int) -> Group:
        mode = next((word for word in MODES if word in raw), None)
        if mode is None:
            raise Malformed(place, _("name a group “all”, “any” or “none”, or a condition by “is”"))
        _only(raw, {mode}, place)
        items = raw[mode]
        if not isinstance(items, list | tuple):
            raise Malformed(place, _("a group holds a list of conditions"))
        if depth > MOST_DEPTH:
            raise Malformed(place, _("groups may stand {n} deep at most").format(n=MOST_DEPTH))
        inner = (
            self.node(item, f"{place}.{number}" if place else str(number), depth + 1)
            for number, item in enumerate(items, start=1)
        )
        return Group(cast("Mode", mode), tuple(inner))

    def condition(self, raw: Mapping[str, object], place: str) -> Condition:
        self.count += 1
        if self.count > MOST_CONDITIONS:
            words = _("an audience has at most {n} conditions; keep part of it as another audience")
            raise Malformed(place, words.format(n=MOST_CONDITIONS))
        word = raw["is"]
        if word == Everyone.IS:
            raise Malformed(place, _("“everyone” stands alone, never inside a group"))
        kind = KINDS.get(word) if isinstance(word, str) else None
        if kind is None:
            raise Malformed(place, _("there is no condition “{name}”").format(name=str(word)[:40]))
        told = rules(kind)
        _only(raw, {"is", *told}, place)
        given = {
            name: rule.read(raw[name], f"{place} › {name}")
            for name, rule in told.items()
            if name in raw
        }
        return kind(**given)  # type: ignore[arg-type]


def _parsed(raw: str | bytes) -> object:
    if len(raw) > MOST_BYTES:
        raise Malformed("", _("this definition is too long"))
    try:
        return json.loads(raw)
    except (ValueError, RecursionError):
        raise Malformed("", _("this is not JSON")) from None


def _only(raw: Mapping[str, object], known: set[str], place: str) -> None:
    strange = sorted(str(key) for key in raw if key not in known)
    if strange:
        words = _("“{name}” means nothing here; take it out")
        raise Malformed(place, words.format(name=strange[0][:40]))
