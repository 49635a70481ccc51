"""Why a definition selects nobody: no condition, a field left empty, a name that stands for nothing.

One gap anywhere empties the whole audience. A condition that is merely skipped would widen it, and inside
“none of these” an unknown name would let everybody through (S3).
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from muster.audiences.asks import ASK
from muster.audiences.definition import (
    Cares,
    Condition,
    Country,
    Definition,
    Everyone,
    From,
    Has,
    Lives,
    Member,
    Near,
    SaidYes,
    Speaks,
    conditions,
)
from muster.audiences.definition.conditions import rules, values
from muster.audiences.definition.rules import is_empty
from muster.audiences.definition.tree import groups
from muster.audiences.heard import UNKNOWN_DEEDS
from muster.audiences.world import World
from muster.places.countries import COUNTRIES

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
    From: _from,
    Speaks: _speaks,
    **UNKNOWN_DEEDS,
}
