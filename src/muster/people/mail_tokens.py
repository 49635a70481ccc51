"""Random tokens that travel by mail. We keep only their hash, so a copy of the database opens nothing."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import Final

from muster.kit import ids

LIFETIME: Final = {
    "confirm": timedelta(days=3),
    "preferences": timedelta(hours=2),
    "export": timedelta(hours=1),
    "erasure": timedelta(hours=1),
    "portal": timedelta(hours=2),
}


def make(purpose: str) -> tuple[str, str]:
    """A new token and the digest to store; the purpose is part of the digest."""
    token = ids.token()
    return token, digest(purpose, token)


def digest(purpose: str, token: str) -> str:
    """What the table knows a token by. A token for one purpose never matches another."""
    return hashlib.sha256(f"{purpose}\n{token}".encode()).hexdigest()
