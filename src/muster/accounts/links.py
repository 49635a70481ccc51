"""Fingerprints of mailed links."""

import hashlib


def digest(token: str) -> str:
    """Return the fingerprint under which a link is kept; 128 random bits need no key or salt."""
    return hashlib.sha256(token.encode()).hexdigest()
