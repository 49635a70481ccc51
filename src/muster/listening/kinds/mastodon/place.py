"""Where on a Mastodon server one listens: an address as people see it, and what is asked for there."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import quote, unquote, urlsplit

from muster.channels.calls import on_this_computer
from muster.listening.kinds.wire import NotAnAddress

LOOKS_LIKE: Final = "https://social.example/tags/muster"


@dataclass(frozen=True, slots=True)
class Spot:
    """The stream and the timeline that say the same."""

    base: str
    stream: str
    timeline: str
    asked: dict[str, Any] = field(default_factory=dict)
    listed: dict[str, Any] = field(default_factory=dict)


def spot(address: str) -> Spot:
    """Read an address: /public, /public/local, /home or /tags/NAME. Raises NotAnAddress."""
    parts = urlsplit(address.strip())
    plain = parts.scheme == "http" and on_this_computer(parts.hostname or "")
    if not parts.hostname or not (parts.scheme == "https" or plain) or "@" in parts.netloc:
        raise NotAnAddress(LOOKS_LIKE)
    base, path = f"{parts.scheme}://{parts.netloc}", parts.path.strip("/")
    if path in {"", "public"}:
        return Spot(base, "/api/v1/streaming/public", "/api/v1/timelines/public")
    if path == "public/local":
        where = "/api/v1/streaming/public/local"
        return Spot(base, where, "/api/v1/timelines/public", listed={"local": "true"})
    if path == "home":
        return Spot(base, "/api/v1/streaming/user", "/api/v1/timelines/home")
    kind, _slash, tag = path.partition("/")
    tag = unquote(tag).lstrip("#")
    if kind == "tags" and tag and "/" not in tag:
        where = f"/api/v1/timelines/tag/{quote(tag, safe='')}"
        return Spot(base, "/api/v1/streaming/hashtag", where, asked={"tag": tag})
    raise NotAnAddress(LOOKS_LIKE)


def checked(address: str) -> str:
    """Return the address as it is kept. Raises NotAnAddress."""
    spot(address)
    return address.strip().rstrip("/")
