"""Whether Stripe sealed a report, and not long ago; its own library decides."""

from __future__ import annotations

import json
import time
from typing import Final

from muster.gifts.gateways import Heard, NotGenuine, NotReadable
from muster.gifts.kinds.stripe import meaning

HEADER: Final = "Stripe-Signature"
TOLERANCE: Final = 300
_LONGEST: Final = 2_000


def read(
    body: bytes, header: str, *, secrets: tuple[str, ...], tolerance: int | None = TOLERANCE
) -> Heard:
    """The event in a sealed report. ``NotGenuine`` or ``NotReadable`` says which of the two is wrong.

    Several secrets may hold at once, while one takes the place of another.
    """
    if not any(is_genuine(body, header, secret=one, tolerance=tolerance) for one in secrets):
        raise NotGenuine
    try:
        event = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise NotReadable("not JSON") from error
    return meaning.heard(event)


def is_genuine(body: bytes, header: str, *, secret: str, tolerance: int | None = TOLERANCE) -> bool:
    """Whether this secret sealed this body, within the last minutes where a tolerance is given."""
    from stripe import SignatureVerificationError, WebhookSignature

    if not secret or len(header) > _LONGEST:
        return False
    try:
        WebhookSignature.verify_header(body, header, secret, tolerance)
    except (SignatureVerificationError, UnicodeError):
        return False
    # The library minds old ones only; one from the future could be kept and used later.
    return tolerance is None or _moment(header) <= time.time() + tolerance


def _moment(header: str) -> int:
    return next(int(part[2:]) for part in header.split(",") if part.startswith("t="))
