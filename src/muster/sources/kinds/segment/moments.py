"""When an event happened by our clock, although the sender’s may be wrong."""

import re
from datetime import UTC, datetime, timedelta

SHAPE = re.compile(
    r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ](\d{1,2}):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?"
    r"\s*(Z|[+-]\d\d:?\d\d)?)?",
    re.ASCII | re.IGNORECASE,
)
OLDEST = datetime(1990, 1, 1, tzinfo=UTC)


# What every JavaScript and most other clients send; all other shapes are read slowly.
_USUAL = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", re.ASCII)


def parse(text: object) -> datetime | None:
    """A moment in UTC, or nothing. Months and days of one figure are read too; clients send them."""
    if isinstance(text, str) and len(text) == 24 and _USUAL.fullmatch(text):
        try:
            return datetime.fromisoformat(text)
        except ValueError:
            return None
    found = SHAPE.fullmatch(text.strip()) if isinstance(text, str) else None
    if not found:
        return None
    year, month, day, hour, minute, second = (int(part or 0) for part in found.groups()[:6])
    micro = int((found[7] or "0").ljust(6, "0")[:6])
    try:
        local = datetime(year, month, day, hour, minute, second, micro, tzinfo=UTC)
        return local - _offset(found[8] or "Z")
    except (ValueError, OverflowError):
        return None


def _offset(zone: str) -> timedelta:
    if zone in {"Z", "z"}:
        return timedelta()
    away = timedelta(hours=int(zone[1:3]), minutes=int(zone[-2:]))
    return away if zone[0] == "+" else -away


def corrected(at: datetime | None, sent_at: datetime | None, received_at: datetime) -> datetime:
    """The sender’s clock shows by how much it is off at `sent_at`; nothing happens in the future."""
    if at is None:
        return received_at
    if sent_at is not None:
        try:
            at = received_at - (sent_at - at)
        except OverflowError:
            return received_at
    if at > received_at:
        return received_at
    return max(OLDEST, at)
