"""PostgreSQL’s own hash of a whole number, so that both draw the same people from the same audience."""

from typing import Final

import numpy as np
import numpy.typing as npt

from muster.audiences.lake.records import Whole

Word = npt.NDArray[np.uint32]
_AT_ONCE: Final = 32_768
_START: Final = (0x9E3779B9 + 4 + 3923095) & 0xFFFFFFFF


def turns(numbers: Whole, seed: int) -> Whole:
    """Return ``hashint8extended(number, seed)`` of each number."""
    wide = numbers.astype(np.int64)
    low = wide.astype(np.uint32)
    high = (wide >> 32).astype(np.uint32)
    a, b, c = _mixed(seed)
    first = np.full(len(wide), a, np.uint32) + (low ^ np.where(wide >= 0, high, ~high))
    b_, c_ = _final(first, np.full(len(wide), b, np.uint32), np.full(len(wide), c, np.uint32))
    return ((b_.astype(np.uint64) << np.uint64(32)) | c_).astype(np.int64)


def drawn(numbers: Whole, seed: int, most: int) -> list[int]:
    """Return the first few by their turn."""
    # As many at once as the cache of a processor holds, and of these again the first.
    while len(numbers) > _AT_ONCE:
        starts = range(0, len(numbers), _AT_ONCE)
        numbers = np.concatenate([_first(numbers[at : at + _AT_ONCE], seed, most) for at in starts])
    return [int(one) for one in _first(numbers, seed, most)]


def _first(numbers: Whole, seed: int, most: int) -> Whole:
    order = turns(numbers, seed)
    if len(order) > most:
        first = np.argpartition(order, most)[:most]
        numbers, order = numbers[first], order[first]
    found: Whole = numbers[np.argsort(order)]
    return found


def _mixed(seed: int) -> tuple[int, int, int]:
    whole = seed & 0xFFFFFFFFFFFFFFFF
    a = b = c = np.full(1, _START, np.uint32)
    if whole:
        a = a + np.uint32(whole >> 32)
        b = b + np.uint32(whole & 0xFFFFFFFF)
        for first, second, third in ((4, 6, 8), (16, 19, 4)):
            a = (a - c) ^ _turned(c, first)
            c = c + b
            b = (b - a) ^ _turned(a, second)
            a = a + c
            c = (c - b) ^ _turned(b, third)
            b = b + a
    return int(a[0]), int(b[0]), int(c[0])


def _final(a: Word, b: Word, c: Word) -> tuple[Word, Word]:
    c = (c ^ b) - _turned(b, 14)
    a = (a ^ c) - _turned(c, 11)
    b = (b ^ a) - _turned(a, 25)
    c = (c ^ b) - _turned(b, 16)
    a = (a ^ c) - _turned(c, 4)
    b = (b ^ a) - _turned(a, 14)
    c = (c ^ b) - _turned(b, 24)
    return b, c


def _turned(word: Word, places: int) -> Word:
    return (word << np.uint32(places)) | (word >> np.uint32(32 - places))
