"""The text of a definition, written so that ``text.read`` gives the very same definition back."""

import json
import re
from collections.abc import Callable
from datetime import date
from typing import Any, Final

from muster.audiences.definition.conditions import (
    Condition,
    Country,
    From,
    Has,
    Joined,
    Known,
    Lives,
    Member,
    Near,
    Reachable,
    SaidYes,
    Speaks,
)
from muster.audiences.definition.deeds import (
    ANY,
    Broadcast,
    Cares,
    Did,
    DidNot,
    Gave,
    LastDid,
    LastGave,
    Messaged,
    Replied,
    Scored,
    Sum,
    Then,
    Turned,
)
from muster.audiences.definition.grammar import GAP, keywords
from muster.audiences.definition.tree import Definition, Everyone, Group, Node
from muster.kit.money import Money

_INDENT: Final = "  "
# What needs no quotes; everything else is written as JSON writes it.
_BARE: Final = re.compile(r"\w[\w.:/@+-]*", re.ASCII)


def write(definition: Definition) -> str:
    """Return the text of a definition, one condition a line, in the order it was written."""
    if isinstance(definition, Everyone):
        return Everyone.IS + "\n"
    return "\n".join(_lines(definition, "")) + "\n"


def _lines(node: Node, indent: str) -> list[str]:
    if not isinstance(node, Group):
        return [indent + _SPELT[type(node)](node)]
    inner = [line for item in node.items for line in _lines(item, indent + _INDENT)]
    return [f"{indent}{node.mode} {{", *inner, f"{indent}}}"]


def _lives(one: Lives) -> str:
    return "lives in region " + (", ".join(map(_value, one.regions)) or GAP)


def _country(one: Country) -> str:
    return f"lives in country {_value(one.country)}"


def _near(one: Near) -> str:
    return f"lives within {_value(one.km)} km of {_value(one.postcode)} in {_value(one.country)}"


def _known(one: Known) -> str:
    return f"record {one.state or GAP} {_value(one.what)}"


def _has(one: Has) -> str:
    return f"has {_value(one.trait)} {_quoted(one.value)}"


def _said_yes(one: SaidYes) -> str:
    return f"said yes by {_value(one.channel)} to {_value(one.purpose)}"


def _reachable(one: Reachable) -> str:
    return f"reachable by {_value(one.channel)}"


def _did(one: Did) -> str:
    times = "" if one.times == 1 else f" at least {_value(one.times)} times"
    return f"did {_deed(one)}{times}{_within(one.days)}"


def _did_not(one: DidNot) -> str:
    if one.times == 1:
        return f"never did {_deed(one)}{_within(one.days)}"
    return f"did {_deed(one)} fewer than {_value(one.times)} times{_within(one.days)}"


def _deed(one: Did | DidNot) -> str:
    return f"{_counted(one.fact, one.ref, one.words)}{_each(one)}"


def _counted(fact: str, ref: str, words: tuple[str, ...]) -> str:
    about = f" about {_quoted(ref)}" if ref else ""
    having = f" with {', '.join(map(_quoted, words))}" if words else ""
    return f"{_value(fact)}{about}{having}"


def _each(one: Did | DidNot) -> str:
    bounds = [
        f"{words} {_amount(minor, one.currency)}"
        for words, minor in (("at least", one.least), ("at most", one.most))
        if minor is not None
    ]
    if not bounds and not one.currency:
        return ""
    return f" of {' '.join(bounds) or GAP} {_value(one.currency)}"


def _last_did(one: LastDid) -> str:
    when = one.when.replace("_", " ") or GAP
    deed = _counted(one.fact, one.ref, one.words)
    return f"last did {deed} {when} {_value(one.days)} days ago"


def _sum(one: Sum) -> str:
    compare = one.compare.replace("_", " ") or GAP
    amount = f"{_amount(one.minor, one.currency)} {_value(one.currency)}"
    deed = _counted(one.fact, one.ref, one.words)
    return f"sum of {deed} {compare} {amount}{_within(one.days)}"


def _then(one: Then) -> str:
    first = _counted(one.fact, one.ref, one.words)
    later = _counted(one.then_fact, one.then_ref, one.then_words)
    most = f"after at most {_value(one.within)} days"
    return f"did {first} then {later} {most}{_within(one.days)}"


def _turned(one: Turned) -> str:
    words = ", ".join(map(_quoted, one.words)) or GAP
    times = "" if one.times == 1 else f" at least {_value(one.times)} times"
    return f"turned to {words} having {_value(one.how)}{times}{_within(one.days)}"


def _cares(one: Cares) -> str:
    return f"cares about interest {_value(one.interest)}"


def _scored(one: Scored) -> str:
    compare = one.compare.replace("_", " ") or GAP
    return f"score {_value(one.score)} {compare} {_value(one.points)}"


def _gave(one: Gave) -> str:
    compare = one.compare.replace("_", " ") or GAP
    amount = _amount(one.minor, one.currency)
    return f"gave {compare} {amount} {_value(one.currency)}{_within(one.days)}"


def _amount(minor: int | None, currency: str) -> str:
    return GAP if minor is None else f"{Money(minor, currency).amount:f}"


def _last_gave(one: LastGave) -> str:
    return f"last gave more than {_value(one.days)} days ago"


def _broadcast(one: Broadcast) -> str:
    which = "a broadcast" if one.broadcast == ANY else f"broadcast {_value(one.broadcast)}"
    return f"{one.how or GAP} {which}{_within(one.days)}"


def _joined(one: Joined) -> str:
    return f"joined {_value(one.when)} {_value(one.day)}"


def _messaged(one: Messaged) -> str:
    got = {"was": "a", "was_not": "no"}.get(one.was, GAP)
    return f"got {got} message{_within(one.days)}"


def _replied(one: Replied) -> str:
    return f"answered{_within(one.days)}"


def _member(one: Member) -> str:
    return f"in audience {_value(one.audience)}"


def _from(one: From) -> str:
    return f"came from {_quoted(one.source)}"


def _speaks(one: Speaks) -> str:
    return f"reads {_value(one.language)}"


def _within(days: int | None) -> str:
    return "" if days is None else f" within {days} days"


def _value(value: str | int | date | None) -> str:
    text = "" if value is None else str(value)
    return text if _BARE.fullmatch(text) and text not in keywords() else _quoted(text)


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False) if text else GAP


_SPELT: Final[dict[type[Condition], Callable[[Any], str]]] = {
    Lives: _lives,
    Country: _country,
    Near: _near,
    Known: _known,
    Has: _has,
    SaidYes: _said_yes,
    Reachable: _reachable,
    Did: _did,
    DidNot: _did_not,
    LastDid: _last_did,
    Sum: _sum,
    Then: _then,
    Turned: _turned,
    Cares: _cares,
    Scored: _scored,
    Gave: _gave,
    LastGave: _last_gave,
    Broadcast: _broadcast,
    Joined: _joined,
    Messaged: _messaged,
    Replied: _replied,
    Member: _member,
    From: _from,
    Speaks: _speaks,
}
