"""The keyed fingerprint of an address: enough to know it again, never enough to write to it."""

from __future__ import annotations

from muster.kit import secrets


def channel_name(kind: str) -> str:
    """The channel a suppression of this kind of key is written under."""
    return {"email": "email", "phone": "sms"}.get(kind, kind)


def fingerprint(kind: str, value: str) -> str | None:
    """What stands beside a key that can be written to; the others have none."""
    return address_mac(kind, value) if kind in {"email", "phone"} else None


def address_mac(kind: str, value: str) -> str:
    """The fingerprint an address is suppressed by."""
    return secrets.mac("people.address", kind, value)
