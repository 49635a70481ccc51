"""Columns of numbers as PostgreSQL reads them: one text for a thousand values, not a value a thousand times."""

from __future__ import annotations

import struct
from collections.abc import Iterable, Sequence
from typing import Final, Self

from psycopg import adapters
from psycopg.adapt import Buffer, Dumper
from psycopg.pq import Format

_UUID, _UUIDS = 2950, 2951
_LENGTH: Final = struct.pack("!i", 16)


def integers(numbers: Iterable[int]) -> str:
    """The literal of an integer array, for a parameter that is cast to ``bigint[]`` or ``int[]``."""
    return str(list(numbers)).replace("[", "{", 1).replace("]", "}", 1)


class Uuids(bytes):
    """Many uuids as PostgreSQL takes an array in; for ``kit.binding`` only."""

    @classmethod
    def of(cls, uuids: Sequence[bytes]) -> Self:
        """The array of some uuids, each as its sixteen bytes."""
        head = struct.pack("!5i", 1, 0, _UUID, len(uuids), 1)
        return cls(head + _LENGTH + _LENGTH.join(uuids))


class _AsItIs(Dumper):
    format, oid = Format.BINARY, _UUIDS

    def dump(self, obj: Uuids) -> Buffer:
        return obj


adapters.register_dumper(Uuids, _AsItIs)
