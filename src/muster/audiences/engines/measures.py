"""Those who fit, counted over the lake: what stands in the way of each channel, and where they live."""

from collections import Counter
from typing import Final

import numpy as np

from muster.audiences.engines.vector_deeds import lately
from muster.audiences.engines.vectors import Vectors
from muster.audiences.lake.changed import Bits
from muster.audiences.lake.records import Records, Whole, is_in
from muster.audiences.reach import Reason
from muster.audiences.world import KEY_KIND

# What stands in the way of a channel, by the best of a person’s addresses.
_RANKS: Final[tuple[Reason, ...]] = ("no_address", "suppressed", "no_consent", "")


def many(bits: Bits) -> int:
    """Count the people of a set."""
    return int(np.bitwise_count(bits).sum(dtype=np.int64))


def ways(engine: Vectors, fits: Bits, channel: str, purpose: str) -> dict[Reason, int]:
    """Count a set by what stands in the way of one channel; “” is nothing."""
    standing = engine.standing
    sets = standing.base.bits.get(
        ("ways", channel, purpose, standing.changes), lambda: _sets(engine, channel, purpose)
    )
    found = {reason: many(fits & one) for reason, one in zip(_RANKS, sets, strict=True)}
    late = many(fits & sets[-1] & lately(engine.world, standing))
    found[""] -= late
    found["lately"] = late
    return {reason: people for reason, people in found.items() if people}


def regions(engine: Vectors, people: Whole) -> dict[str | None, int]:
    """Count people, in order, by where they live; None is in no region."""
    base, changed = engine.standing.base, engine.standing.changed
    old = people[people < base.size] if changed.people else people
    still = old[~changed.stale[old]] if changed.people else old
    found = _counted(base.records, base.region_of[still])
    if changed.people and len(people):
        held = changed.overlay
        place = np.minimum(np.searchsorted(people, held.ids), len(people) - 1)
        found += _counted(held, held.region.numbers[people[place] == held.ids])
    return dict(found)


def _counted(held: Records, numbers: Whole) -> Counter[str | None]:
    words: tuple[str | None, ...] = (None, *held.region.words)
    counts = np.bincount(numbers.astype(np.int64) + 1, minlength=len(words))
    return Counter({word: int(n) for word, n in zip(words, counts, strict=True) if n})


def _sets(engine: Vectors, channel: str, purpose: str) -> Bits:
    """Return a set for each of _RANKS."""
    standing = engine.standing
    built = standing.base.bits.get(
        ("built ways", channel, purpose),
        lambda: _best(
            standing.base.records, np.zeros(standing.base.size, np.uint8), channel, purpose
        ),
    )
    found = np.zeros(standing.size, np.uint8)
    found[: len(built)] = built
    found[standing.changed.stale[:-1]] = 0
    ranks = _best(standing.changed.overlay, found, channel, purpose)
    return np.stack([np.packbits(ranks == one) for one in range(len(_RANKS))])


def _best(held: Records, into: Bits, channel: str, purpose: str) -> Bits:
    """Write for each number of a person the place in _RANKS of their best address."""
    mine = held.keys_of_kind(KEY_KIND[channel])
    keys, people = held.key[mine], held.key_person[mine]
    granted = held.yes_key[held.yes_purpose.among([purpose])]
    rank = np.where(is_in(keys, granted), 3, 2)
    rank[held.is_shut(channel, keys)] = 1
    # The best of a person’s addresses decides, so the better ones are written over the others.
    for one in (1, 2, 3):
        into[people[rank == one]] = one
    return into
