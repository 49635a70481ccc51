"""Keys and what they protect. The master key lives in a file or the environment, never in the database.

Each purpose has a key of its own, so that a token for one thing opens nothing else.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
from functools import lru_cache
from typing import TYPE_CHECKING

from django.conf import settings

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_NONCE = 12


class Unreadable(ValueError):
    """The sealed bytes were not sealed with this key for this purpose, or were changed since."""


def seal(plain: bytes, purpose: str) -> bytes:
    """Encrypt ``plain`` for ``purpose`` (AES-256-GCM; nonce first)."""
    nonce = os.urandom(_NONCE)
    return nonce + _cipher(purpose).encrypt(nonce, plain, purpose.encode())


def unseal(sealed: bytes, purpose: str) -> bytes:
    """Decrypt what ``seal`` made for the same purpose."""
    try:
        return _cipher(purpose).decrypt(sealed[:_NONCE], sealed[_NONCE:], purpose.encode())
    except Exception as error:
        raise Unreadable("this secret was sealed with another master key or purpose") from error


def mac(purpose: str, *parts: object) -> str:
    """Return a keyed 128-bit fingerprint of ``parts`` in order, as 22 URL-safe characters."""
    message = b"".join(_framed(str(part).encode()) for part in parts)
    digest = hmac.new(key(purpose), message, hashlib.sha256).digest()[:16]
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def same(one: str, other: str) -> bool:
    """Compare two fingerprints in constant time."""
    return hmac.compare_digest(one.encode(), other.encode())


@lru_cache(maxsize=64)
def key(purpose: str) -> bytes:
    """Return the 32-byte key of ``purpose``, derived from the master key (HKDF-SHA256, RFC 5869)."""
    extracted = hmac.digest(bytes(32), settings.MUSTER_MASTER_KEY, "sha256")
    return hmac.digest(extracted, purpose.encode() + b"\x01", "sha256")


def _cipher(purpose: str) -> AESGCM:
    # Loaded by who seals: a process that only sends needs keys, and the library is seven megabytes.
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    return AESGCM(key(purpose))


def _framed(part: bytes) -> bytes:
    # Length first, so that ("ab", "c") and ("a", "bc") differ.
    return len(part).to_bytes(4, "big") + part
