"""The keyed name of a message: in its Message-ID, and in the return path of its bounces (D1).

Only hex and digits, because some mail servers fold case. A name whose MAC is wrong names nothing.
"""

from __future__ import annotations

import hmac
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from typing import Final, Literal

from muster.kit import seals, secrets

Sort = Literal["r", "d", "l", "s"]
RECIPIENT: Final[Sort] = "r"
DIRECT: Final[Sort] = "d"
LETTER: Final[Sort] = "l"
SEED: Final[Sort] = "s"
_SHAPE: Final = re.compile(r"(?<![0-9a-z])([rdls])(\d{1,18})-([0-9a-f]{24})(?![0-9a-f])")


@dataclass(frozen=True, slots=True)
class Name:
    """Whose message it is: a recipient of a mass mail, a direct message, a letter or a seed."""

    sort: str
    id: int


def make(sort: Sort, number: int) -> str:
    """Return the keyed name of message ``number``."""
    return f"{sort}{number}-{_mac(sort, number)}"


def several(sorts: Sequence[Sort], numbers: Sequence[int]) -> list[str]:
    """Return the keyed names of many messages."""
    whole = [f"{sort}{number}" for sort, number in zip(sorts, numbers, strict=True)]
    return [f"{each}-{mac}" for each, mac in zip(whole, seals.of(_keyed(), whole), strict=True)]


def message_id(token: str, domain: str) -> str:
    return f"<{token}@{domain}>"


def return_path(token: str, domain: str) -> str:
    return f"b-{token}@{domain}"


def read(text: str) -> Name | None:
    """Find a keyed name of ours in a header or address; None unless its MAC is right."""
    for found in _SHAPE.finditer(text[:4000].lower()):
        sort, number, mac = found[1], int(found[2]), found[3]
        if hmac.compare_digest(mac, _mac(sort, number)):
            return Name(sort, number)
    return None


def _mac(sort: str, number: int) -> str:
    return seals.one(_keyed(), f"{sort}{number}")


@lru_cache(maxsize=1)
def _keyed() -> blake2b:
    # Taking in the key costs as much as a whole name, so it is done once and copied.
    return blake2b(key=secrets.key("message names"), digest_size=12)
