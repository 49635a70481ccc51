"""Where a request came from, for the entries it writes: a session's fingerprint and a kind of network.

The door says it once per request. Never holds a session key or an address.
"""

import ipaddress
from contextvars import ContextVar
from dataclasses import dataclass

from muster.kit import secrets


@dataclass(frozen=True, slots=True)
class Circumstances:
    """A fingerprint of the browser session and the class of the network."""

    session: str = ""
    ip_class: str = ""


_NOTHING = Circumstances()
_current: ContextVar[Circumstances] = ContextVar("audit_circumstances", default=_NOTHING)


def current() -> Circumstances:
    """Return what the door said, or nothing for machines."""
    return _current.get()


def say(*, session: str, ip_class: str) -> None:
    """Write ``session`` and ``ip_class`` into each entry from here on, until ``forget``."""
    _current.set(Circumstances(session, ip_class))


def forget() -> None:
    """Write nothing of the kind any more."""
    _current.set(_NOTHING)


def network_class(address: str) -> str:
    """Return the kind of network and a keyed fingerprint of its block, never the address.

    Two entries from one office or household can be told to belong together; nobody can be looked up.
    """
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return "unknown"
    if ip.is_loopback:
        return "loopback"
    block = ipaddress.ip_network(f"{ip}/{24 if ip.version == 4 else 48}", strict=False)
    kind = "private" if ip.is_private else "public"
    return f"{kind}:{secrets.mac('audit-network', block)[:8]}"
