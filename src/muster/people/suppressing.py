"""The keyed fingerprint of an address: enough to know it again, never enough to write to it."""

from __future__ import annotations

from muster.kit import secrets


def channel_name(kind: str) -> str:
    """The channel a suppression of this kind of key is written under."""
    return {"email": "email", "phone": "sms"}.get(kind, kind)


def address_mac(kind: str, value: str) -> str:
    """The fingerprint an address is suppressed by."""
    return secrets.mac("people.address", kind, value)
