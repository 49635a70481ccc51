"""The lines of the sentence builder, ready to draw: each condition with its fields and what can be chosen."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import gettext as _

from muster.audiences.definition import CONDITION_FIELDS
from muster.audiences.definition.rules import Codes, Day, OneOf, Phrases, Whole
from muster.kit.money import Money
from muster.web.office.audiences.draft import MONEY, Raw, find, mode_of, name
from muster.web.office.audiences.words import KIND_WORDS, LABELS, LABELS_OF, NOTES, WORDS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from muster.audiences.definition.rules import Rule
    from muster.audiences.gaps import Gap

Options = list[tuple[str, str]]

# Fields that few conditions of a kind need.
_NARROWING: Final = frozenset({"words", "least", "most", "currency"})
SELDOM: Final[dict[str, frozenset[str]]] = {
    "did": _NARROWING,
    "did_not": _NARROWING,
    "last_did": frozenset({"ref", "words"}),
    "sum": frozenset({"ref", "words"}),
    "then": frozenset({"words", "then_words"}),
}


@dataclass(frozen=True, slots=True)
class Field:
    """One control. ``shape`` is select, number, day, text or regions; ``several`` are chosen values."""

    name: str
    label: str
    shape: str
    value: str = ""
    options: Options = field(default_factory=list)
    several: Options = field(default_factory=list)
    words: str = ""
    hints: str = ""

    @property
    def id(self) -> str:
        return self.name.replace(".", "-")


@dataclass(frozen=True, slots=True)
class Line:
    """One condition (``mode`` is "") or one group of them, with its place and its gaps."""

    place: str
    kind: str
    words: str
    mode: str = ""
    fields: Sequence[Field] = ()
    lines: Sequence[Line] = ()
    gaps: Sequence[str] = ()
    depth: int = 0
    # What is seldom needed, behind a word that opens it; open where something stands in it.
    more: Sequence[Field] = ()
    note: str = ""

    @property
    def is_narrowed(self) -> bool:
        return any(one.value for one in self.more)

    @property
    def name(self) -> str:
        return name(self.place)

    @property
    def id(self) -> str:
        return self.name.replace(".", "-")


@dataclass(frozen=True, slots=True)
class Choices:
    """What can be chosen in each kind of field, gathered once for the whole page."""

    by_field: Mapping[str, Options]
    hints: Mapping[str, Options]


def lines(draft: Raw, gaps: Sequence[Gap], choices: Choices) -> Line:
    """Return the whole draft as lines."""
    said: dict[str, list[str]] = {}
    for gap in gaps:
        said.setdefault(gap.place, []).append(gap.words)
    return _line(draft, "", said, choices, 0)


def _line(node: Raw, place: str, said: dict[str, list[str]], choices: Choices, depth: int) -> Line:
    mode = mode_of(node)
    if not mode:
        return _condition(node, place, said, choices, depth)
    inner = [
        _line(item, f"{place}.{number}" if place else str(number), said, choices, depth + 1)
        for number, item in enumerate(node[mode], 1)
    ]
    return Line(place, "", "", mode=mode, lines=inner, gaps=said.get(place, ()), depth=depth)


def _condition(
    node: Raw, place: str, said: dict[str, list[str]], choices: Choices, depth: int
) -> Line:
    kind = node.get("is", "")
    seldom = SELDOM.get(kind, frozenset())
    drawn = {one: _field(node, place, one, choices) for one in CONDITION_FIELDS.get(kind, {})}
    return Line(
        place,
        kind,
        str(KIND_WORDS.get(kind, kind)),
        fields=[field for one, field in drawn.items() if one not in seldom],
        more=[field for one, field in drawn.items() if one in seldom],
        gaps=said.get(place, ()),
        depth=depth,
        note=str(NOTES.get(kind, "")),
    )


def _field(node: Raw, place: str, one: str, choices: Choices) -> Field:
    rule = CONDITION_FIELDS[node["is"]][one]
    held = node.get(one)
    here, label = f"{name(place)}.{one}", _label(node["is"], one)
    value = "" if held is None or isinstance(held, list) else str(held)
    if isinstance(rule, Codes):
        return _several(here, label, held, choices.by_field[one])
    if isinstance(rule, Phrases):
        return Field(here, label, "text", ", ".join(held) if isinstance(held, list) else value)
    if one in MONEY:
        return Field(here, label, "text", _major(node, one))
    if isinstance(rule, OneOf):
        return Field(here, label, "select", value, _named(rule.options))
    if one in choices.by_field:
        return Field(here, label, "select", value, _with(value, choices.by_field[one]))
    return _typed(Field(here, label, "text", value), rule, one, choices)


def _label(kind: str, one: str) -> str:
    return str(LABELS_OF.get((kind, one)) or LABELS[one])


def _typed(plain: Field, rule: Rule, one: str, choices: Choices) -> Field:
    if isinstance(rule, Day):
        return replace(plain, shape="day")
    if isinstance(rule, Whole):
        return replace(
            plain, shape="number", words="" if rule.needed else _("(any time, if empty)")
        )
    return replace(plain, hints=f"hints-{one}" if one in choices.hints else "")


def _several(here: str, label: str, held: Any, options: Options) -> Field:
    codes = [one for one in held if isinstance(one, str)] if isinstance(held, list) else []
    names = dict(options)
    chosen = [(code, names.get(code, code)) for code in codes]
    return Field(
        here, label, "regions", options=[o for o in options if o[0] not in codes], several=chosen
    )


def _named(options: Sequence[str]) -> Options:
    return [(option, str(WORDS[option])) for option in options]


def _with(value: str, options: Options) -> Options:
    """Keep a chosen value that is gone, so that its line says so and changes nothing by itself."""
    known = not value or value in dict(options)
    return options if known else [*options, (value, _("{name} (gone)").format(name=value))]


def _major(node: Raw, one: str) -> str:
    minor, currency = node.get(one), node.get("currency") or "EUR"
    if isinstance(minor, int):
        amount = Money(minor, str(currency)).amount
        return f"{amount:f}".removesuffix(".00")
    return str(minor or "")


def anchor(draft: Raw, place: str) -> str:
    """The id to look at after a step: the line itself, or the whole builder."""
    return name(place).replace(".", "-") if place and find(draft, place) is not None else "who"
