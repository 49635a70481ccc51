"""People’s records as columns in memory: all of them as they were built, or the few that changed since.

Text is held as small numbers with a list of the words, and moments as microseconds since 1970.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from operator import itemgetter
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from muster.audiences.lake.layout import Manifest

Whole = npt.NDArray[np.integer[Any]]
Mask = npt.NDArray[np.bool_]
# Later than any moment: what has no end.
NEVER: Final = np.iinfo(np.int64).max
# More words than this are looked for all at once.
_MANY: Final = 16
_US: Final = pa.timestamp("us")
_TEXT: Final = pa.dictionary(pa.int32(), pa.string())
SCHEMAS: Final = {
    "people": pa.schema(
        [
            ("id", pa.int64()),
            ("region", _TEXT),
            ("country", _TEXT),
            ("language", _TEXT),
            ("latitude", pa.float64()),
            ("longitude", pa.float64()),
            ("created_at", _US),
        ]
    ),
    "keys": pa.schema(
        [("id", pa.int64()), ("person", pa.int64()), ("kind", _TEXT), ("source", _TEXT)]
    ),
    "traits": pa.schema(
        [
            ("kind", _TEXT),
            ("value", _TEXT),
            ("person", pa.int64()),
            ("from_at", _US),
            ("to_at", _US),
        ]
    ),
    "yes": pa.schema(
        [("channel", _TEXT), ("purpose", _TEXT), ("person", pa.int64()), ("key", pa.int64())]
    ),
    "shut": pa.schema([("channel", _TEXT), ("key", pa.int64())]),
}


@dataclass(frozen=True, slots=True)
class Words:
    """A column of text: the number of a word in each row, -1 where there is none."""

    numbers: Whole
    words: tuple[str, ...]

    @classmethod
    def of(cls, column: pa.ChunkedArray) -> "Words":
        held = column.unify_dictionaries().combine_chunks()
        if isinstance(held, pa.ChunkedArray):
            held = held.chunk(0) if held.num_chunks else pa.array([], _TEXT)
        words = tuple(held.dictionary.to_pylist())
        narrow = np.int16 if len(words) < np.iinfo(np.int16).max else np.int32
        return cls(held.indices.fill_null(-1).to_numpy(zero_copy_only=False).astype(narrow), words)

    def among(self, words: Collection[str]) -> Mask:
        """Tell in which rows one of some words stands."""
        asked = [number for number, word in enumerate(self.words) if word in words]
        if len(asked) > _MANY:
            return np.isin(self.numbers, asked)
        found = np.zeros(len(self.numbers), np.bool_)
        for one in asked:
            found |= self.numbers == one
        return found


class Records:
    """What holds of some people. Every question is answered with the numbers of people."""

    def __init__(self, tables: Mapping[str, pa.Table]) -> None:
        people, keys, traits, yes = (tables[one] for one in ("people", "keys", "traits", "yes"))
        self.ids = _whole(people["id"])
        self.place = _place(self.ids)
        self.region = Words.of(people["region"])
        self.country = Words.of(people["country"])
        self.language = Words.of(people["language"])
        self.latitude = _degrees(people["latitude"])
        self.longitude = _degrees(people["longitude"])
        self.created_at = _moments(people["created_at"])
        self.key = _whole(keys["id"])
        self.key_person = _whole(keys["person"])
        self.key_kind = Words.of(keys["kind"])
        self.key_source = Words.of(keys["source"])
        self.trait = Words.of(traits["kind"]), Words.of(traits["value"])
        self.trait_person = _whole(traits["person"])
        self.trait_from = _moments(traits["from_at"])
        self.trait_to = _moments(traits["to_at"])
        self.yes_channel, self.yes_purpose = Words.of(yes["channel"]), Words.of(yes["purpose"])
        self.yes_person, self.yes_key = _whole(yes["person"]), _whole(yes["key"])
        self._shut = Words.of(tables["shut"]["channel"]), _whole(tables["shut"]["key"])

    @classmethod
    def read(cls, folder: Path, manifest: Manifest) -> "Records":
        """Read the records of one state of the lake."""
        return cls({name: _table(folder / manifest.tables[name], name) for name in SCHEMAS})

    @classmethod
    def of_rows(cls, rows: Mapping[str, Collection[tuple[Any, ...]]]) -> "Records":
        """Hold some rows of each table, in the order of its columns."""
        told = {**rows, "keys": sorted(rows["keys"], key=itemgetter(0))}
        return cls({name: _of_rows(told[name], SCHEMAS[name]) for name in SCHEMAS})

    def turns(self, after: int) -> Whole:
        """Every later moment at which a tag or skill begins or ends, in order."""
        parts = [part[(part > after) & (part < NEVER)] for part in (self.trait_from, self.trait_to)]
        return np.unique(np.concatenate(parts))

    def is_shut(self, channel: str, keys: Whole) -> Mask:
        """Tell to which of these keys nothing may go."""
        channels, shut = self._shut
        return is_in(keys, shut[channels.among([channel])])

    def open_keys(self, channel: str, kind: str) -> Mask:
        """Tell which rows of keys are addresses of a kind that something may go to; keys stand in order."""
        channels, shut = self._shut
        found = self.keys_of_kind(kind)
        gone = shut[channels.among([channel])]
        place = np.searchsorted(self.key, gone)
        inside = place < len(self.key)
        place, gone = place[inside], gone[inside]
        found[place[self.key[place] == gone]] = False
        return found

    def keys_of_kind(self, kind: str) -> Mask:
        return self.key_kind.among([kind])


def _place(ids: Whole) -> slice | Whole:
    """Return where the rows of some numbers lie: numbers without a gap are one stretch, which is written at once."""
    if len(ids) and int(ids[-1]) - int(ids[0]) + 1 == len(ids) and np.all(np.diff(ids) == 1):
        return slice(int(ids[0]), int(ids[-1]) + 1)
    return ids


def _table(path: Path, name: str) -> pa.Table:
    schema = SCHEMAS[name]
    text = [field.name for field in schema if field.type == _TEXT]
    return pq.read_table(path, read_dictionary=text, columns=schema.names)


def _of_rows(rows: Collection[tuple[Any, ...]], schema: pa.Schema) -> pa.Table:
    columns = zip(*rows, strict=True) if rows else [()] * len(schema)
    plain = [pa.string() if field.type == _TEXT else field.type for field in schema]
    arrays = [pa.array(list(one), kind) for one, kind in zip(columns, plain, strict=True)]
    held = [pc.dictionary_encode(one) if one.type == pa.string() else one for one in arrays]
    return pa.table(held, names=schema.names)


def is_in(numbers: Whole, some: Whole) -> Mask:
    """Tell which numbers are among some. Both are numbers that a database counts, so a place for each is little."""
    if not len(numbers):
        return np.zeros(0, np.bool_)
    found = np.zeros(max(int(numbers.max()), int(some.max(initial=0))) + 1, np.bool_)
    found[some] = True
    told: Mask = found.take(numbers)
    return told


def narrow(numbers: Whole) -> Whole:
    """Hold whole numbers in half the room where they fit."""
    return numbers.astype(np.int32) if numbers.max(initial=0) < 2**31 else numbers


def _whole(column: pa.ChunkedArray) -> Whole:
    return narrow(np.asarray(column.to_numpy(), dtype=np.int64))


def _degrees(column: pa.ChunkedArray) -> npt.NDArray[np.float64]:
    return np.asarray(column.to_numpy(), dtype=np.float64)


def _moments(column: pa.ChunkedArray) -> Whole:
    return np.asarray(column.cast(_US).cast(pa.int64()).fill_null(NEVER).to_numpy(), dtype=np.int64)
