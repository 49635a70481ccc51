"""Answers of the lake, where there is one that can be used; None where PostgreSQL must be asked."""

from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

import numpy as np

from muster.audiences import compiler
from muster.audiences.definition import CHANNELS, Definition, Node
from muster.audiences.engines import measures
from muster.audiences.engines.abreast import Abreast
from muster.audiences.engines.measures import many
from muster.audiences.engines.vector_deeds import Unanswerable
from muster.audiences.engines.vectors import Vectors
from muster.audiences.lake import drawing, holding
from muster.audiences.lake.changed import Bits
from muster.audiences.lake.records import Whole
from muster.audiences.overlap import Overlap
from muster.audiences.reach import DRAWN, Measure
from muster.audiences.world import World
from muster.kit.scope import Scope

Answer = TypeVar("Answer")


def count(definition: Definition, scope: Scope, *, world: World) -> int | None:
    """Count the people who fit and whom the scope holds."""
    return _asked(world, lambda engine: many(_fitting(definition, scope, engine)))


def sizes(
    definitions: Mapping[int, Definition], scope: Scope, *, world: World
) -> dict[int, int] | None:
    """Count several definitions."""
    return _asked(
        world,
        lambda engine: {
            number: many(_fitting(one, scope, engine)) for number, one in definitions.items()
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
        bits = _fitting(definition, scope, engine)
        fits = _people(bits)
        channels = {one: measures.ways(engine, bits, one, purpose) for one in CHANNELS}
        some = () if seed is None else tuple(drawing.drawn(fits, seed, DRAWN))
        return Measure(len(fits), measures.regions(engine, fits), channels, some)

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
    coming = compiler.answer(definition, engine.world, Abreast(engine))
    return engine.every((engine.within(scope), coming()))


def _overlap(here: Bits, there: Bits) -> Overlap:
    both = many(here & there)
    return Overlap(both, many(here) - both, many(there) - both)


def _people(bits: Bits) -> Whole:
    return np.flatnonzero(np.unpackbits(bits))


def _holds(bits: Bits, person: int) -> bool:
    byte = person >> 3
    return byte < len(bits) and bool(bits[byte] >> (7 - (person & 7)) & 1)
