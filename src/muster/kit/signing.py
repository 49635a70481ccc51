"""The signature of a call: “t=SECONDS,v1=HEX”, HMAC-SHA256 over the moment, a full stop and the body.

The moment is part of what is signed, so that a call overheard today opens nothing tomorrow.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable
from typing import Final

HEADER: Final = "Muster-Signature"
TOLERANCE: Final = 300
_LONGEST: Final = 600


def sign(secret: str, body: bytes, *, at: int) -> str:
    """The header a sender puts on a call."""
    return f"t={at},v1={_digest(secret, body, str(at))}"


def is_genuine(header: str, body: bytes, *, secrets: Iterable[str], now: float) -> bool:
    """Whether one of the secrets made this signature within the last minutes."""
    parts = [part.strip().partition("=") for part in header[:_LONGEST].split(",")]
    moments = [value for name, _sign, value in parts if name == "t"]
    told = [value for name, _sign, value in parts if name == "v1"]
    if len(moments) != 1 or not (moments[0].isascii() and moments[0].isdecimal()):
        return False
    if len(moments[0]) > 12 or abs(now - int(moments[0])) > TOLERANCE:
        return False
    wanted = [_digest(secret, body, moments[0]) for secret in secrets]
    return any(
        hmac.compare_digest(one.encode(), other.encode()) for one in wanted for other in told
    )


def _digest(secret: str, body: bytes, at: str) -> str:
    return hmac.new(secret.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()
