"""Which facts a condition counts: those of a kind, narrowed to what they were about.

Pure. A page is meant by any part of its address, a broadcast by its title, all else by words.
"""

from collections.abc import Iterable

from muster.audiences.definition import ANY, Broadcast
from muster.audiences.world import BROADCAST, World, manner


def refs(fact: str, ref: str, words: Iterable[str], world: World) -> list[int] | None:
    """Return the numbers in the log that count, sorted; None where any does."""
    told = list(words)
    exact = {world.refs[ref]} if ref in world.refs else set()
    if not told:
        return sorted(exact) if ref else None
    spoken = {number for word in told for number in world.turned.get((manner(fact), word), ())}
    return sorted(spoken & exact if ref else spoken)


def of_broadcast(one: Broadcast, world: World) -> list[int]:
    """Return the numbers in the log of a broadcast, or of any; none where nothing of it was ever told."""
    if one.broadcast == ANY:
        return sorted(world.any_broadcast)
    number = world.refs.get(BROADCAST + one.broadcast)
    return [] if number is None else [number]
