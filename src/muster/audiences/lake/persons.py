"""Facts of keys, given to the people whom these keys belong to now."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Final

import numpy as np

from muster.audiences.lake.counting import Ask
from muster.audiences.lake.records import Mask, Whole
from muster.audiences.lake.rows import Rows
from muster.audiences.lake.standing import Standing

# One deed is read while the other is handed to its owners, which keeps one core busy. Neither the threads that read
# months nor those of conditions: each waits for the next.
_DEEDS: Final = ThreadPoolExecutor(2, thread_name_prefix="deed")


def anybody(standing: Standing, parts: Sequence[Rows]) -> Mask:
    """Tell of whom there is a single row."""
    # The last place stands for nobody, here and below.
    found = np.zeros(standing.size + 1, np.bool_)
    for part in parts:
        found[standing.owners(part.keys)] = True
    return found[:-1]


def times(standing: Standing, parts: Sequence[Rows]) -> Whole:
    """Count for each number of a person how often."""
    found = np.zeros(standing.size + 1, np.int64)
    for part in parts:
        owners = standing.owners(part.keys).astype(np.intp)
        np.add.at(found, owners, np.int64(1) if part.times is None else part.times.astype(np.int64))
    return found[:-1]


def amounts(standing: Standing, parts: Sequence[Rows]) -> Whole:
    """Sum up for each number of a person how much."""
    found = np.zeros(standing.size + 1, np.int64)
    for part in parts:
        np.add.at(found, standing.owners(part.keys).astype(np.intp), part.amount)
    return found[:-1]


def followed(standing: Standing, first: Ask, later: Ask, gap: int, now: int) -> Mask:
    """Tell who did one thing and then another, at most ``gap`` microseconds after it."""
    before, after = _DEEDS.map(lambda ask: _each(standing, ask, now), (first, later))
    found = np.zeros(standing.size, np.bool_)
    # Nobody has to be looked at but those who did both.
    both = _there(standing, before) & _there(standing, after)
    numbers = np.flatnonzero(both)
    if not len(numbers):
        return found
    # Who is whom among them, so that person and moment fit into one number.
    place = np.zeros(len(both), np.int32)
    place[numbers] = np.arange(len(numbers), dtype=np.int32)
    ones, others = (_of_both(both, place, *facts) for facts in (before, after))
    for start, who in pairs(ones, others, gap):
        found[numbers[start + who]] = True
    return found


def _of_both(both: Mask, place: Whole, who: Whole, at: Whole) -> tuple[Whole, Whole]:
    mine = np.flatnonzero(both.take(who))
    return place.take(who.take(mine)).astype(np.int64), at.take(mine)


def pairs(
    before: tuple[Whole, Whole], after: tuple[Whole, Whole], gap: int
) -> Iterator[tuple[int, Whole]]:
    """Yield who did both in that order, some people at a time: as many as fit with their moments into one number."""
    low = min(int(before[1].min()), int(after[1].min()))
    wide = max(int(before[1].max()), int(after[1].max())) - low + 1
    people = int(before[0].max()) + 1
    some = max(1, min(people, (np.iinfo(np.int64).max - gap) // wide))
    for start in range(0, people, some):
        first, then = (_packed(who, at - low, start, some, wide) for who, at in (before, after))
        who = first // wide
        # Whatever comes next, of the same person and not too late.
        place = np.searchsorted(then, first, side="right")
        ends = np.minimum(first + gap, who * wide + (wide - 1))
        has = place < len(then)
        has[has] = then[place[has]] <= ends[has]
        yield start, who[has]


def _packed(who: Whole, at: Whole, start: int, some: int, wide: int) -> Whole:
    """Return person and moment as one number each, in order."""
    if start or some <= who.max(initial=0):
        mine = (who >= start) & (who < start + some)
        who, at = who[mine] - start, at[mine]
    packed = who * wide + at
    packed.sort()
    return packed


def _there(standing: Standing, facts: tuple[Whole, Whole]) -> Mask:
    found = np.zeros(standing.size + 1, np.bool_)
    found[facts[0]] = True
    found[-1] = False
    return found


def _each(standing: Standing, ask: Ask, now: int) -> tuple[Whole, Whole]:
    """Return whose each fact is and when it was, kept: the other deed or the days between them may be edited next."""
    question = (
        "whose", ask, standing.base.manifest.tables["keys"], standing.changes,
        standing.arrivals.get(ask.kind, 0), standing.due(now),
    )  # fmt: skip
    found = standing.base.sums.get(question, lambda: _whose(standing, ask, now))
    return found.keys, found.at


def _whose(standing: Standing, ask: Ask, now: int) -> Rows:
    parts = [*standing.base.facts.rows(ask), standing.arrived(ask, now)]
    owners = [standing.owners(part.keys) for part in parts]
    return Rows(np.concatenate(owners), at=np.concatenate([part.at for part in parts]))
