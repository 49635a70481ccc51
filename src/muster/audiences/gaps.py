"""Why a definition selects nobody: no condition, a field left empty, a name that stands for nothing.

One gap anywhere empties the whole audience. A condition that is merely skipped would widen it, and inside
“none of these” an unknown name would let everybody through (S3).
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from muster.audiences.definition import (
    Cares,
    Condition,
    Country,
    Definition,
    Did,
    DidNot,
    Everyone,
    From,
    Gave,
    Has,
    Lives,
    Member,
    Near,
    SaidYes,
    Speaks,
    Turned,
    conditions,
)
from muster.audiences.definition.conditions import rules, values
from muster.audiences.definition.rules import is_empty
from muster.audiences.definition.tree import groups
from muster.audiences.world import World, manner
from muster.places.countries import COUNTRIES

# What to choose, said where it is not chosen yet: in the sentence itself and in the list of gaps.
ASK = {
    ("lives", "regions"): gettext_noop("choose a region"),
    ("country", "country"): gettext_noop("choose a country"),
    ("near", "country"): gettext_noop("choose a country"),
    ("near", "postcode"): gettext_noop("write a postcode"),
    ("near", "km"): gettext_noop("write how many kilometres"),
    ("has", "trait"): gettext_noop("choose tag or skill"),
    ("has", "value"): gettext_noop("choose a tag or skill"),
    ("said_yes", "channel"): gettext_noop("choose a channel"),
    ("said_yes", "purpose"): gettext_noop("choose what they said yes to"),
    ("reachable", "channel"): gettext_noop("choose a channel"),
    ("did", "fact"): gettext_noop("choose what they did"),
    ("did", "times"): gettext_noop("write how many times"),
    ("did_not", "fact"): gettext_noop("choose what they did not do"),
    ("did_not", "times"): gettext_noop("write how many times"),
    ("turned", "how"): gettext_noop("choose what they turned to"),
    ("turned", "words"): gettext_noop("write some words"),
    ("turned", "times"): gettext_noop("write how many times"),
    ("cares", "interest"): gettext_noop("choose an interest"),
    ("gave", "compare"): gettext_noop("choose at least or at most"),
    ("gave", "minor"): gettext_noop("write an amount"),
    ("gave", "currency"): gettext_noop("choose a currency"),
    ("last_gave", "days"): gettext_noop("write how many days"),
    ("joined", "when"): gettext_noop("choose since or before"),
    ("joined", "day"): gettext_noop("choose a day"),
    ("messaged", "was"): gettext_noop("choose was or was not"),
    ("messaged", "days"): gettext_noop("write how many days"),
    ("member", "audience"): gettext_noop("choose an audience"),
    ("from", "source"): gettext_noop("choose a source"),
    ("speaks", "language"): gettext_noop("choose a language"),
}

CHOOSE_CURRENCY = gettext_noop("choose a currency")
WRITE_AMOUNT = gettext_noop("write an amount")
CURRENCIES = ("EUR", "PLN", "GBP", "USD")
LANGUAGES = ("en", "it", "pl", "fr")
MOST_TOGETHER = 200


@dataclass(frozen=True, slots=True)
class Gap:
    """One reason why nobody is selected, and the condition it stands in ("" is the whole)."""

    place: str
    words: str


def gaps(definition: Definition, world: World, *, above: tuple[int, ...] = ()) -> list[Gap]:
    """List every reason why this definition selects nobody; empty when it selects by its words."""
    if isinstance(definition, Everyone):
        return []
    if weight(definition, world) > MOST_TOGETHER:
        words = _("together with the audiences it names this is too long; make it simpler")
        return [Gap("", words)]
    return [
        *_empty_groups(definition),
        *(gap for place, one in conditions(definition) for gap in _of(place, one, world, above)),
    ]


def weight(definition: Definition, world: World) -> int:
    """Count the conditions of a definition and of all audiences it names, as often as it names them."""
    return _weight(definition, world, {}, frozenset())


def _weight(
    definition: Definition, world: World, known: dict[int, int], above: frozenset[int]
) -> int:
    total = 0
    for _place, one in conditions(definition):
        total += 1
        if isinstance(one, Cares) and (shown := world.interests.get(one.interest or 0)):
            total += len(list(conditions(shown.definition)))
        number = one.audience if isinstance(one, Member) else None
        if number is None or number in above or number not in world.audiences:
            continue
        if number not in known:
            inner = world.audiences[number].definition
            known[number] = _weight(inner, world, known, above | {number})
        total += known[number]
    return total


def _empty_groups(definition: Definition) -> Iterator[Gap]:
    for place, group in groups(definition):
        if not group.items:
            words = _("this group has no condition yet") if place else _("nothing is chosen yet")
            yield Gap(place, words)


def _of(place: str, condition: Condition, world: World, above: tuple[int, ...]) -> Iterator[Gap]:
    held = values(condition)
    needed = (name for name, rule in rules(type(condition)).items() if rule.needed)
    missing = [name for name in needed if is_empty(held[name])]
    if missing:
        yield from (Gap(place, _(ASK[condition.IS, name])) for name in missing)
    elif isinstance(condition, Member):
        yield from _of_member(place, condition, world, above)
    else:
        check = _UNKNOWN.get(type(condition))
        words = check(condition, world) if check else ""
        if words:
            yield Gap(place, words)


def _of_member(place: str, one: Member, world: World, above: tuple[int, ...]) -> Iterator[Gap]:
    number = one.audience or 0
    saved = world.audiences.get(number)
    if saved is None:
        yield Gap(place, _("this audience does not exist any more; choose another"))
    elif number in above:
        words = _("“{name}” leads back to itself; take it out")
        yield Gap(place, words.format(name=saved.name))
    else:
        words = _("the audience “{name}” selects nobody: {reason}")
        for gap in gaps(saved.definition, world, above=(*above, number))[:1]:
            yield Gap(place, words.format(name=saved.name, reason=gap.words))


def _lives(one: Lives, world: World) -> str:
    strange = [code for code in one.regions if code not in world.regions]
    words = _("there is no region “{code}”; take it out")
    return words.format(code=strange[0]) if strange else ""


def _country(one: Country | Near, _world: World) -> str:
    words = _("there are no people of the country “{code}” here")
    return "" if one.country in COUNTRIES else words.format(code=one.country)


def _near(one: Near, world: World) -> str:
    words = _("nobody knows where the postcode “{postcode}” lies; write another")
    found = (one.country, one.postcode) in world.places
    return _country(one, world) or ("" if found else words.format(postcode=one.postcode))


def _has(one: Has, world: World) -> str:
    words = _("nobody has “{value}”; choose another")
    return "" if (one.trait, one.value) in world.traits else words.format(value=one.value)


def _said_yes(one: SaidYes, world: World) -> str:
    words = _("nobody is ever asked about “{purpose}”; choose another")
    return "" if one.purpose in world.purposes else words.format(purpose=one.purpose)


def _did(one: Did | DidNot, world: World) -> str:
    if one.fact not in world.kinds:
        return _("nothing called “{name}” is ever recorded; choose another").format(name=one.fact)
    if one.ref and one.ref not in world.refs:
        return _("“{ref}” was never recorded; check how it is written").format(ref=one.ref)
    return _unheard(manner(one.fact), one.words, world) or _amounts(one)


def _unheard(way: str, words: tuple[str, ...], world: World) -> str:
    if not words or any(world.turned.get((way, word)) for word in words):
        return ""
    listed = ", ".join(_("“{name}”").format(name=word) for word in words)
    return _(UNHEARD_OF[way]).format(words=listed)


def _amounts(one: Did | DidNot) -> str:
    if one.least is None and one.most is None:
        return _(WRITE_AMOUNT) if one.currency else ""
    if not one.currency:
        return _(CHOOSE_CURRENCY)
    if one.least is not None and one.most is not None and one.least > one.most:
        return _("the amount at most is smaller than the amount at least")
    return _currency(one.currency)


def _turned(one: Turned, world: World) -> str:
    if any(world.turned.get((one.how, word)) for word in one.words):
        return ""
    listed = ", ".join(_("“{name}”").format(name=word) for word in one.words)
    return _(UNHEARD[one.how]).format(words=listed)


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


def _currency(code: str) -> str:
    words = _("nobody gives in “{code}” here; choose another currency")
    return "" if code in CURRENCIES else words.format(code=code)


def _from(one: From, world: World) -> str:
    words = _("nothing ever came from “{source}”; choose another")
    return "" if one.source in world.sources else words.format(source=one.source)


def _speaks(one: Speaks, _world: World) -> str:
    words = _("we do not write in the language “{code}”; choose another")
    return "" if one.language in LANGUAGES else words.format(code=one.language)


_UNKNOWN: dict[type, Callable[..., str]] = {
    Lives: _lives,
    Country: _country,
    Near: _near,
    Has: _has,
    SaidYes: _said_yes,
    Did: _did,
    DidNot: _did,
    Turned: _turned,
    Cares: _cares,
    Gave: _gave,
    From: _from,
    Speaks: _speaks,
}
