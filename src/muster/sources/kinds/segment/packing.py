"""Events between the door and the worker: one short line of JSON each, without names of fields."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

import msgspec

from .calls import Event

_ENCODER: Final = msgspec.json.Encoder()
_DECODER: Final = msgspec.json.Decoder(list[Event])
# Before the door packed them, events were objects.
_OLD_START: Final = b"[{"


def pack(events: Sequence[Event]) -> bytes:
    """Events as the bytes of one arrival."""
    return _ENCODER.encode(events)


def unpack(packed: bytes) -> list[Event]:
    """What ``pack`` was given, or what an older door had stored."""
    if packed.startswith(_OLD_START):
        return [_old(told) for told in msgspec.json.decode(packed, type=list[dict[str, Any]])]
    return _DECODER.decode(packed)


def _old(told: dict[str, Any]) -> Event:
    return Event(**{**told, "at": datetime.fromisoformat(str(told["at"]))})
