"""The token in every “stop” link: one power (stop this purpose for this key), and no other.

It is a message authentication code, not a row: it works for years, and names nobody to whoever
reads a log. Stopping never expires.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from typing import Final

from muster.kit import seals, secrets

# What is mailed today is plain, as every mass mail needs one; the first form is still read, for years.
_NEWER: Final = "2-"
_VERSION: Final = "1"
_SHAPE: Final = re.compile(r"[A-Za-z0-9_-]{1,200}\.[A-Za-z0-9_-]{22,64}")
_PURPOSE: Final = "people.stop"


@dataclass(frozen=True, slots=True)
class StopToken:
    """What a genuine token says."""

    key_id: int
    purpose: str
    recipient_id: int | None


def make(*, key_id: int, purpose: str, recipient_id: int | None = None) -> str:
    """The token for one recipient of one mailing."""
    if _is_plain(purpose):
        said = f"{_NEWER}{key_id}-{recipient_id or 0}-{purpose}"
        return f"{said}.{_seal(said)}"
    said = f"{_VERSION}|{key_id}|{purpose}|{recipient_id or ''}"
    packed = base64.urlsafe_b64encode(said.encode()).decode().rstrip("=")
    return f"{packed}.{secrets.mac(_PURPOSE, said)}"


def several(key_ids: Sequence[int], purpose: str, recipient_ids: Sequence[int]) -> list[str]:
    """The tokens of many recipients of one mailing."""
    pairs = zip(key_ids, recipient_ids, strict=True)
    if not _is_plain(purpose):
        return [make(key_id=key, purpose=purpose, recipient_id=one) for key, one in pairs]
    said = [f"{_NEWER}{key}-{one or 0}-{purpose}" for key, one in pairs]
    return [f"{each}.{seal}" for each, seal in zip(said, seals.of(_keyed(), said), strict=True)]


def _is_plain(purpose: str) -> bool:
    return purpose.isascii() and purpose.isidentifier()


def read(token: str) -> StopToken | None:
    """What a token says, or None when we never made it."""
    if not _SHAPE.fullmatch(token):
        return None
    packed, _dot, seal = token.partition(".")
    if packed.startswith(_NEWER):
        return _plainly(packed) if secrets.same(seal, _seal(packed)) else None
    try:
        said = base64.urlsafe_b64decode(packed + "=" * (-len(packed) % 4)).decode()
    except ValueError:
        return None
    if not secrets.same(seal, secrets.mac(_PURPOSE, said)):
        return None
    version, key_id, purpose, recipient_id = said.split("|")
    if version != _VERSION:
        return None
    return StopToken(int(key_id), purpose, int(recipient_id) if recipient_id else None)


def _plainly(said: str) -> StopToken:
    _version, key_id, recipient_id, purpose = said.split("-", 3)
    return StopToken(int(key_id), purpose, int(recipient_id) or None)


def _seal(said: str) -> str:
    return seals.one(_keyed(), said)


@lru_cache(maxsize=1)
def _keyed() -> blake2b:
    return blake2b(key=secrets.key(f"{_PURPOSE}.2"), digest_size=16)
