"""A definition as text that people read, write, paste and review, and back again.

The text is only another spelling: what is read goes through the same strict ``load`` as JSON, so a text can
never say more than the builder can, and ``read(write(d)) == d`` for every definition.
"""

import json
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from babel.numbers import get_currency_precision
from django.utils.translation import gettext as _
from lark import Token, Transformer, UnexpectedInput, UnexpectedToken
from lark.exceptions import VisitError

from muster.audiences.definition import grammar
from muster.audiences.definition.conditions import (
    CONDITION_FIELDS,
    From,
)
from muster.audiences.definition.deeds import ANY, Broadcast, DidNot, Gave, Messaged, Scored, Sum
from muster.audiences.definition.grammar import GAP
from muster.audiences.definition.reading import MOST_BYTES, load
from muster.audiences.definition.rules import Malformed, Whole
from muster.audiences.definition.spelling import write
from muster.audiences.definition.tree import Definition, Everyone

__all__ = ["read", "write"]

# Stands for several fields that were read together.
EACH: Final = ""
# What the values of a rule of the grammar stand for, in their order. A rule not named here has a method.
FIELDS: Final = {
    "lives": ("regions",),
    "country": ("country",),
    "near": ("km", "postcode", "country"),
    "known": ("state", "what"),
    "has": ("trait", "value"),
    "said_yes": ("channel", "purpose"),
    "reachable": ("channel",),
    "did": ("fact", "ref", "words", EACH, "times", "days"),
    "did_not": ("fact", "ref", "words", EACH, "times", "days"),
    "last_did": ("fact", "ref", "words", "when", "days"),
    "then": ("fact", "ref", "words", "then_fact", "then_ref", "then_words", "within", "days"),
    "turned": ("words", "how", "times", "days"),
    "cares": ("interest",),
    "last_gave": ("days",),
    "broadcast": ("how", "broadcast", "days"),
    "joined": ("when", "day"),
    "replied": ("days",),
    "member": ("audience",),
    "speaks": ("language",),
}
_MOST_DIGITS: Final = 18


def read(text: str) -> Definition:
    """Return the definition of a text; raise Malformed with the line, or as ``load`` does."""
    if len(text) > MOST_BYTES:
        raise Malformed("", _("this definition is too long"))
    try:
        raw = _Raw().transform(grammar.parser().parse(text))
    except UnexpectedInput as error:
        raise _unread(text, error) from None
    except VisitError as error:
        if isinstance(error.orig_exc, Malformed):
            raise error.orig_exc from None
        raise
    return load(raw)


def _unread(text: str, error: UnexpectedInput) -> Malformed:
    lines = text.splitlines()
    if isinstance(error, UnexpectedToken) and error.token.type == "$END":
        return Malformed("", _("the text ends too early; is a “}” missing?"))
    said = lines[error.line - 1][max(error.column - 1, 0) :].strip()[:40]
    place = _("line {line}").format(line=error.line)
    return Malformed(place, _("“{text}” cannot be read here").format(text=said))


class _Raw(Transformer[Token, Any]):
    """Turns what was parsed into what JSON would have said, and leaves every judgement to ``load``."""

    def start(self, parts: list[Any]) -> Any:
        return parts[0]

    def everyone(self, _parts: list[Any]) -> Any:
        return {"is": Everyone.IS}

    def group(self, parts: list[Any]) -> Any:
        mode, *items = parts
        return {mode: items}

    def mode(self, parts: list[Token]) -> str:
        return str(parts[0])

    def value(self, parts: list[Token]) -> str:
        token = parts[0]
        if token.type == "GAP":
            return ""
        return _unquoted(token) if token.type == "STRING" else str(token)

    def values(self, parts: list[str]) -> list[str]:
        return parts

    def never_did(self, parts: list[Any]) -> Any:
        *deed, days = parts
        return _said(DidNot.IS, FIELDS[DidNot.IS], (*deed, "1", days))

    def each_between(self, parts: list[str]) -> dict[str, Any]:
        least, most, currency = parts
        return _bounds(currency, least=least, most=most)

    def each_at_least(self, parts: list[str]) -> dict[str, Any]:
        least, currency = parts
        return _bounds(currency, least=least)

    def each_at_most(self, parts: list[str]) -> dict[str, Any]:
        most, currency = parts
        return _bounds(currency, most=most)

    def each_of(self, parts: list[Any]) -> dict[str, Any]:
        return _bounds(parts[-1])

    def sum(self, parts: list[Any]) -> Any:
        fact, ref, words, compare, amount, currency, days = parts
        names = ("fact", "ref", "words", "compare", "currency", "days")
        said = _said(Sum.IS, names, (fact, ref, words, compare, currency, days))
        return said | {"minor": _minor(amount, currency)}

    def scored(self, parts: list[Any]) -> Any:
        return _said(Scored.IS, ("score", "compare", "points"), parts)

    def any_broadcast(self, parts: list[Any]) -> Any:
        how, days = parts
        return _said(Broadcast.IS, FIELDS[Broadcast.IS], (how, ANY, days))

    def ago(self, parts: list[Token]) -> str:
        return _chosen("_".join(parts))

    def how(self, parts: list[Token]) -> str:
        return _chosen(str(parts[0]))

    def state(self, parts: list[Token]) -> str:
        return _chosen(str(parts[0]))

    def gave(self, parts: list[Any]) -> Any:
        compare, amount, currency, days = parts
        said = _said(Gave.IS, ("compare", "currency", "days"), (compare, currency, days))
        return said | {"minor": _minor(amount, currency)}

    def compare(self, parts: list[Token]) -> str:
        return _chosen("_".join(parts))

    def got(self, parts: list[Token]) -> str:
        return _chosen({"a": "was", "no": "was_not"}.get(str(parts[0]), GAP))

    def messaged(self, parts: list[Any]) -> Any:
        return _said(Messaged.IS, ("was", "days"), parts)

    def from_source(self, parts: list[Any]) -> Any:
        return _said(From.IS, ("source",), parts)

    def __default__(self, data: Any, children: list[Any], meta: Any) -> Any:
        return _said(str(data), FIELDS[str(data)], children)


def _said(kind: str, names: tuple[str, ...], given: Any) -> dict[str, Any]:
    told = CONDITION_FIELDS[kind]
    read: dict[str, Any] = {"is": kind}
    for name, value in zip(names, given, strict=True):
        if isinstance(value, dict):
            read |= value
        elif value is not None:
            is_number = isinstance(told[name], Whole) and _is_whole(value)
            read[name] = int(value) if is_number else value
    return read


def _bounds(currency: str, **amounts: str) -> dict[str, Any]:
    return {"currency": currency} | {
        name: _minor(amount, currency) for name, amount in amounts.items()
    }


def _is_whole(value: str) -> bool:
    return value.isascii() and value.isdigit() and len(value) <= _MOST_DIGITS


def _chosen(word: str) -> str:
    return "" if word == GAP else word


def _unquoted(token: Token) -> str:
    try:
        return str(json.loads(token, strict=False))
    except ValueError:
        place = _("line {line}").format(line=token.line)
        raise Malformed(place, _("{text} is not well quoted").format(text=token[:40])) from None


def _minor(amount: str, currency: str) -> int | str:
    """Return an amount as whole minor units; as it stands where it is none, for ``load`` to refuse."""
    try:
        minor = Decimal(amount).scaleb(get_currency_precision(currency))
    except InvalidOperation:
        return amount
    whole = (
        minor.is_finite() and minor == minor.to_integral_value() and abs(minor) < 10**_MOST_DIGITS
    )
    return int(minor) if whole else amount
