"""Why a condition about what people did selects nobody: a kind, a page or words that were never recorded."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from muster.audiences.asks import CHOOSE_CURRENCY, WRITE_AMOUNT
from muster.audiences.definition import (
    ANY,
    Broadcast,
    Cares,
    Did,
    DidNot,
    Gave,
    LastDid,
    Scored,
    Sum,
    Then,
    Turned,
    conditions,
)
from muster.audiences.world import World, manner

CURRENCIES = ("EUR", "PLN", "GBP", "USD")


def _did(one: Did | DidNot, world: World) -> str:
    return _last_did(one, world) or _amounts(one)


def _last_did(one: Did | DidNot | LastDid | Sum | Then, world: World) -> str:
    return _unrecorded(one.fact, one.ref, one.words, world)


def _sum(one: Sum, world: World) -> str:
    return _last_did(one, world) or _currency(one.currency)


def _then(one: Then, world: World) -> str:
    return _last_did(one, world) or _unrecorded(one.then_fact, one.then_ref, one.then_words, world)


def _unrecorded(fact: str, ref: str, words: tuple[str, ...], world: World) -> str:
    if fact not in world.kinds:
        return _("nothing called “{name}” is ever recorded; choose another").format(name=fact)
    if ref and ref not in world.refs:
        return _("“{ref}” was never recorded; check how it is written").format(ref=ref)
    return _unheard(UNHEARD_OF, manner(fact), words, world) if words else ""


def _unheard(said: Mapping[str, str], way: str, words: tuple[str, ...], world: World) -> str:
    if any(world.turned.get((way, word)) for word in words):
        return ""
    listed = ", ".join(_("“{name}”").format(name=word) for word in words)
    return _(said[way]).format(words=listed)


def _amounts(one: Did | DidNot) -> str:
    if one.least is None and one.most is None:
        return _(WRITE_AMOUNT) if one.currency else ""
    if not one.currency:
        return _(CHOOSE_CURRENCY)
    if one.least is not None and one.most is not None and one.least > one.most:
        return _("the amount at most is smaller than the amount at least")
    return _currency(one.currency)


def _turned(one: Turned, world: World) -> str:
    return _unheard(UNHEARD, one.how, one.words, world)


def _cares(one: Cares, world: World) -> str:
    saved = world.interests.get(one.interest or 0)
    if saved is None:
        return _("this interest does not exist any more; choose another")
    inner = [found for _place, found in conditions(saved.definition)]
    if any(isinstance(found, Turned) and not _turned(found, world) for found in inner):
        return ""
    return _("nobody ever did what shows the interest “{name}”").format(name=saved.name)


# What is said where words were never seen at all: a slip of the pen would otherwise be an empty audience.
UNHEARD = {
    "searched": gettext_noop("nobody ever searched for {words}; check how it is written"),
    "read": gettext_noop("no page ever read has {words} in its address; check how it is written"),
    "stayed": gettext_noop(
        "nobody ever stayed on a page with {words} in its address; check how it is written"
    ),
    "clicked": gettext_noop(
        "nobody ever clicked a link with {words} in its address; check how it is written"
    ),
    "gave": gettext_noop("no gift was ever for {words}; check how it is written"),
    "answered": gettext_noop(
        "no broadcast about {words} was ever answered; check how it is written"
    ),
    "did": gettext_noop("nobody ever did {words} on the website; check how it is written"),
}


# The same where it does not matter who did it, or how.
UNHEARD_OF = UNHEARD | {
    "answered": gettext_noop("no broadcast is about {words}; check how it is written"),
    "did": gettext_noop("nothing called {words} was ever recorded; check how it is written"),
}


def _gave(one: Gave, _world: World) -> str:
    return _currency(one.currency)


def _scored(one: Scored, world: World) -> str:
    tally = world.scores.get(one.score or 0)
    if tally is None:
        return _("this score does not exist any more; choose another")
    counts = [line for line in tally.lines if line.fact in world.kinds]
    if len(counts) < len(tally.lines) or not counts:
        return _("the score “{name}” counts what is never recorded").format(name=tally.name)
    return ""


def _broadcast(one: Broadcast, world: World) -> str:
    words = _("there is no broadcast “{number}”; choose another")
    known = one.broadcast == ANY or one.broadcast in world.broadcasts
    return "" if known else words.format(number=one.broadcast)


def _currency(code: str) -> str:
    words = _("nobody gives in “{code}” here; choose another currency")
    return "" if code in CURRENCIES else words.format(code=code)


UNKNOWN_DEEDS: dict[type, Callable[[Any, World], str]] = {
    Did: _did,
    DidNot: _did,
    LastDid: _last_did,
    Sum: _sum,
    Then: _then,
    Turned: _turned,
    Cares: _cares,
    Gave: _gave,
    Broadcast: _broadcast,
    Scored: _scored,
}
