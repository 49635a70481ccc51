"""Where Jetstream is heard: an address, its form, and from where on.

One that ends in ``/subscribe`` speaks the first form of the wire, one that ends in ``/xrpc`` the second. A few
seconds are asked for twice after a break; whoever keeps posts keeps each once.
"""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import urlencode, urlsplit

from muster.channels.calls import on_this_computer
from muster.channels.kinds.bluesky.record import COLLECTION
from muster.listening.kinds.wire import NotAnAddress, Place

LOOKS_LIKE: Final = "wss://jetstream2.us-east.bsky.network/subscribe"
_METHOD: Final = "network.bsky.jetstream.subscribeEvents"
_SPOKEN: Final = "xrpc.v1.json"
# Numbers from here on are microseconds since 1970, smaller ones count events.
_MOMENTS: Final = 1_000_000_000_000_000
_OVERLAP_US: Final = 5_000_000
_OVERLAP_EVENTS: Final = 1_000


def checked(address: str) -> str:
    """Return the address as it is kept. Raises NotAnAddress."""
    parts = urlsplit(address.strip())
    host = parts.hostname or ""
    plain = parts.scheme == "ws" and on_this_computer(host)
    if not host or not (parts.scheme == "wss" or plain) or parts.query:
        raise NotAnAddress(LOOKS_LIKE)
    if parts.path.rstrip("/").rpartition("/")[2] not in {"subscribe", "xrpc"}:
        raise NotAnAddress(LOOKS_LIKE)
    return address.strip().rstrip("/")


def url(place: Place) -> tuple[str, str]:
    """What is asked for, and in which form."""
    begun = int(place.mark.get("cursor") or 0)
    is_second = place.address.endswith("/xrpc")
    asked: dict[str, Any] = {"kinds": "commit", "collections": COLLECTION} if is_second else {}
    if not is_second:
        asked = {"wantedCollections": COLLECTION}
    if begun:
        asked["cursor"] = max(1, begun - (_OVERLAP_US if begun >= _MOMENTS else _OVERLAP_EVENTS))
    where = f"{place.address}/{_METHOD}" if is_second else place.address
    return f"{where}?{urlencode(asked)}", _SPOKEN if is_second else ""
