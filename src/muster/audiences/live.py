"""Answers of the lake, where there is one that can be used; None where PostgreSQL must be asked."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

import numpy as np

from muster.audiences import compiler
from muster.audiences.definition import CHANNELS, Definition, Node
from muster.audiences.engines.vector_deeds import Unanswerable, lately
from muster.audiences.engines.vectors import Vectors
from muster.audiences.lake import drawing, holding
from muster.audiences.lake.records import Mask, Records, Whole
from muster.audiences.lake.standing import Bits
from muster.audiences.overlap import Overlap
from muster.audiences.reach import DRAWN, Measure, Reason
from muster.audiences.world import KEY_KIND, World
from muster.kit.scope import Scope

Answer = TypeVar("Answer")
# What stands in the way of a channel, by the best of a person’s addresses and whether they were written to lately.
_WAYS: tuple[Reason, ...] = ("no_address", "suppressed", "no_consent", "", "lately")
_REACHED = _WAYS.index("")


def count(definition: Definition, scope: Scope, *, world: World) -> int | None:
    """Count the people who fit and whom the scope holds."""
    return _asked(world, lambda engine: _many(_fitting(definition, scope, engine)))


def sizes(
    definitions: Mapping[int, Definition], scope: Scope, *, world: World
) -> dict[int, int] | None:
    """Count several definitions."""
    return _asked(
        world,
        lambda engine: {
            number: _many(_fitting(one, scope, engine)) for number, one in definitions.items()
        },
    )


def overlaps(
    this: Definition, those: Mapping[int, Definition], scope: Scope, *, world: World
) -> dict[int, Overlap] | None:
    """Compare one definition with some others."""

    def compared(engine: Vectors) -> dict[int, Overlap]:
        here = _fitting(this, scope, engine)
        return {
            number: _overlap(here, _fitting(one, scope, engine)) for number, one in those.items()
        }

    return _asked(world, compared)


def members(
    definition: Definition, scope: Scope, *, world: World, is_fresh: bool = False
) -> Whole | None:
    """Return the numbers of those who fit, in order."""
    return _asked(
        world, lambda engine: _people(_fitting(definition, scope, engine)), is_fresh=is_fresh
    )


def drawn(definition: Definition, scope: Scope, *, seed: int, world: World) -> list[int] | None:
    """Draw some of those who fit."""
    found = members(definition, scope, world=world)
    return None if found is None else drawing.drawn(found, seed, DRAWN)


def verdicts(
    person: int, definition: Definition, nodes: Sequence[Node], scope: Scope, *, world: World
) -> tuple[bool, list[bool]] | None:
    """Tell whether one person is in, and which of some nodes hold for them."""

    def told(engine: Vectors) -> tuple[bool, list[bool]]:
        is_in = _holds(_fitting(definition, scope, engine), person)
        answers = [compiler.fold(node, world, engine) for node in nodes]
        return is_in, [_holds(answer, person) for answer in answers]

    return _asked(world, told)


def measure(
    definition: Definition, scope: Scope, *, purpose: str, world: World, seed: int | None
) -> Measure | None:
    """Count those who fit by region and by what stands in the way of each channel; with a seed, draw some."""

    def measured(engine: Vectors) -> Measure:
        fits = _people(_fitting(definition, scope, engine))
        ways = [_ways(engine, channel, purpose)[fits] for channel in CHANNELS]
        channels: dict[str, dict[Reason, int]] = {
            channel: {
                reason: int(many)
                for reason, many in zip(_WAYS, np.bincount(way, minlength=len(_WAYS)), strict=True)
                if many
            }
            for channel, way in zip(CHANNELS, ways, strict=True)
        }
        some = () if seed is None else tuple(drawing.drawn(fits, seed, DRAWN))
        return Measure(len(fits), _regions(engine, fits), channels, some)

    return _asked(world, measured)


def _asked(
    world: World, answer: Callable[[Vectors], Answer], *, is_fresh: bool = False
) -> Answer | None:
    standing = holding.standing(now=world.now, is_fresh=is_fresh)
    if standing is None:
        return None
    try:
        return answer(Vectors(world, standing))
    except Unanswerable:
        return None
    except OSError:
        # Somebody took the folder away while it was read; it is opened anew or answers no more.
        holding.forget()
        return None


def _fitting(definition: Definition, scope: Scope, engine: Vectors) -> Bits:
    """Whoever fits, is in scope and is living; erased people are never in a scope."""
    fits = compiler.answer(definition, engine.world, engine)
    return engine.every((engine.within(scope), fits))


def _ways(engine: Vectors, channel: str, purpose: str) -> Bits:
    """For each number of a person what stands in the way, as a place in _WAYS."""
    standing = engine.standing

    def best(held: Records, into: Bits) -> Bits:
        mine = held.keys_of_kind(KEY_KIND[channel])
        keys, people = held.key[mine], held.key_person[mine]
        granted = held.yes_key[held.yes_purpose.among([purpose])]
        rank = np.where(np.isin(keys, granted), 3, 2)
        rank[held.is_shut(channel, keys)] = 1
        # The best of a person’s addresses decides, so the better ones are written over the others.
        for one in (1, 2, 3):
            into[people[rank == one]] = one
        return into

    def now() -> Bits:
        built = standing.base.bits.get(
            ("built ways", channel, purpose),
            lambda: best(standing.base.records, np.zeros(standing.base.size, np.uint8)),
        )
        found = np.zeros(standing.size, np.uint8)
        found[: len(built)] = built
        found[standing.stale[:-1]] = 0
        return best(standing.overlay, found)

    ways = standing.base.bits.get(("ways", channel, purpose, standing.changes), now).copy()
    written = _each(lately(engine.world, standing), len(ways))
    ways[(ways == _REACHED) & written] = _WAYS.index("lately")
    return ways


def _regions(engine: Vectors, people: Whole) -> dict[str | None, int]:
    standing = engine.standing
    found: Counter[str | None] = Counter()
    is_meant = np.zeros(standing.size, np.bool_)
    is_meant[people] = True
    stale = standing.stale[:-1]
    for held, which in (
        (standing.base.records, is_meant & ~stale),
        (standing.overlay, is_meant & stale),
    ):
        numbers = held.region.numbers[which[held.ids]]
        words: tuple[str | None, ...] = (None, *held.region.words)
        for word, many in zip(words, np.bincount(numbers + 1, minlength=len(words)), strict=True):
            if many:
                found[word] += int(many)
    return dict(found)


def _overlap(here: Bits, there: Bits) -> Overlap:
    both = _many(here & there)
    return Overlap(both, _many(here) - both, _many(there) - both)


def _many(bits: Bits) -> int:
    return int(np.bitwise_count(bits).sum())


def _each(bits: Bits, size: int) -> Mask:
    return np.unpackbits(bits, count=size).view(np.bool_)


def _people(bits: Bits) -> Whole:
    return np.flatnonzero(np.unpackbits(bits))


def _holds(bits: Bits, person: int) -> bool:
    byte = person >> 3
    return byte < len(bits) and bool(bits[byte] >> (7 - (person & 7)) & 1)
