"""Keys and what they protect. The master key lives in a file or the environment, never in the database.

Each purpose has a key of its own, so that a token for one thing opens nothing else.
"""

import base64
import hashlib
import hmac
import os
from functools import lru_cache

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

_NONCE = 12


class Unreadable(ValueError):
    """The sealed bytes were not sealed with this key for this purpose, or were changed since."""


def seal(plain: bytes, purpose: str) -> bytes:
    """Encrypt ``plain`` for ``purpose`` (AES-256-GCM; nonce first)."""
    nonce = os.urandom(_NONCE)
    return nonce + AESGCM(key(purpose)).encrypt(nonce, plain, purpose.encode())


def unseal(sealed: bytes, purpose: str) -> bytes:
    """Decrypt what ``seal`` made for the same purpose."""
    try:
        return AESGCM(key(purpose)).decrypt(sealed[:_NONCE], sealed[_NONCE:], purpose.encode())
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
    """Return the 32-byte key of ``purpose``, derived from the master key."""
    derivation = HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose.encode())
    return derivation.derive(settings.MUSTER_MASTER_KEY)


def _framed(part: bytes) -> bytes:
    # Length first, so that ("ab", "c") and ("a", "bc") differ.
    return len(part).to_bytes(4, "big") + part
