"""Which facts a condition counts: those of a kind, narrowed to what they were about.

Pure. A page is meant by any part of its address, a broadcast by its title, all else by words.
"""

from collections.abc import Iterable

from muster.audiences.world import World, manner


def refs(fact: str, ref: str, words: Iterable[str], world: World) -> list[int] | None:
    """Return the numbers in the log that count, sorted; None where any does."""
    told = list(words)
    exact = {world.refs[ref]} if ref in world.refs else set()
    if not told:
        return sorted(exact) if ref else None
    spoken = {number for word in told for number in world.turned.get((manner(fact), word), ())}
    return sorted(spoken & exact if ref else spoken)
