"""A text once read: letters, personal values, and parts of which one stands. It renders nothing itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Text:
    """Letters that are the same for everyone."""

    text: str


@dataclass(frozen=True, slots=True)
class Output:
    """A personal value. ``fallback`` stands in when the person has none; None means it must be there."""

    field: str
    fallback: str | None = None
    case: str | None = None

    def value(self, merge: dict[str, str]) -> str:
        text = merge.get(self.field) or self.fallback or ""
        return _cased(text, self.case)


@dataclass(frozen=True, slots=True)
class Test:
    """Whether a field is there, or equals a text."""

    field: str
    equals: str | None = None
    negated: bool = False

    def holds(self, merge: dict[str, str]) -> bool:
        value = merge.get(self.field, "")
        found = bool(value) if self.equals is None else value == self.equals
        return found is not self.negated


@dataclass(frozen=True, slots=True)
class Branches:
    """Parts of which exactly one stands: the first whose test holds, else the last."""

    cases: tuple[tuple[Test, tuple[Node, ...]], ...]
    otherwise: tuple[Node, ...]

    def choice(self, merge: dict[str, str]) -> int:
        holding = (place for place, (test, _body) in enumerate(self.cases) if test.holds(merge))
        return next(holding, len(self.cases))

    def part(self, choice: int) -> tuple[Node, ...]:
        return self.cases[choice][1] if choice < len(self.cases) else self.otherwise


Node = Text | Output | Branches


@dataclass(frozen=True, slots=True)
class Fields:
    """Which fields texts use, and which of them a person must have to get the message at all."""

    used: frozenset[str] = frozenset()
    required: frozenset[str] = frozenset()

    def __or__(self, other: Fields) -> Fields:
        return Fields(self.used | other.used, self.required | other.required)


@dataclass(frozen=True, slots=True)
class Template:
    """A parsed text."""

    nodes: tuple[Node, ...]

    @property
    def fields(self) -> Fields:
        return _fields(self.nodes, frozenset())

    @property
    def versions(self) -> int:
        """How many different texts the conditions can make."""
        return _versions(self.nodes)

    def choice(self, merge: dict[str, str]) -> tuple[int, ...]:
        """Which part of every condition stands for this person: the name of one version."""
        return tuple(_choices(self.nodes, merge))

    def flat(self, merge: dict[str, str]) -> tuple[Text | Output, ...]:
        """The text of one person: every condition decided, neighbouring letters joined."""
        return tuple(_joined(_flat(self.nodes, merge)))

    def plain(self, merge: dict[str, str]) -> str:
        """The same as words and nothing else."""
        return "".join(
            one.text if isinstance(one, Text) else one.value(merge) for one in self.flat(merge)
        )


def _fields(nodes: tuple[Node, ...], known: frozenset[str]) -> Fields:
    found = Fields()
    for node in nodes:
        if isinstance(node, Output):
            must = node.fallback is None and node.field not in known
            found |= Fields(frozenset({node.field}), frozenset({node.field} if must else ()))
        elif isinstance(node, Branches):
            found |= _branch_fields(node, known)
    return found


def _branch_fields(node: Branches, known: frozenset[str]) -> Fields:
    # Inside {% if field %} the field is known to be there, and so it is after {% if field == blank %}.
    found, sure = Fields(), known
    for test, body in node.cases:
        present = not test.negated
        found |= Fields(frozenset({test.field}))
        found |= _fields(body, sure | {test.field} if present else sure)
        if test.equals is None and test.negated:
            sure |= {test.field}
    return found | _fields(node.otherwise, sure)


def _versions(nodes: tuple[Node, ...]) -> int:
    number = 1
    for node in nodes:
        if isinstance(node, Branches):
            number *= sum(_versions(body) for _test, body in node.cases) + _versions(node.otherwise)
    return number


def _flat(nodes: tuple[Node, ...], merge: dict[str, str]) -> Iterator[Text | Output]:
    for node in nodes:
        if isinstance(node, Branches):
            yield from _flat(node.part(node.choice(merge)), merge)
        else:
            yield node


def _choices(nodes: tuple[Node, ...], merge: dict[str, str]) -> Iterator[int]:
    for node in nodes:
        if isinstance(node, Branches):
            choice = node.choice(merge)
            yield choice
            yield from _choices(node.part(choice), merge)


def _joined(nodes: Iterator[Text | Output]) -> Iterator[Text | Output]:
    letters = ""
    for node in nodes:
        if isinstance(node, Text):
            letters += node.text
        else:
            if letters:
                yield Text(letters)
            letters = ""
            yield node
    if letters:
        yield Text(letters)


def _cased(text: str, case: str | None) -> str:
    if case == "upcase":
        return text.upper()
    if case == "downcase":
        return text.lower()
    if case == "capitalize":
        return text[:1].upper() + text[1:].lower()
    return text
