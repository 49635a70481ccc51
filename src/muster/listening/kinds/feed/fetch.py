"""Fetches one feed: bounded, over TLS, never from inside our own network, and not at all if it did not change."""

from __future__ import annotations

import ipaddress
import socket
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urljoin, urlsplit

from muster.channels.calls import on_this_computer
from muster.kit.http import public
from muster.listening.kinds.wire import Deaf, NotAnAddress

LOOKS_LIKE: Final = "https://news.example/feed.xml"
LARGEST: Final = 4 * 1024 * 1024
_PATIENCE: Final = 15.0
_MOVES: Final = 4


@dataclass(frozen=True, slots=True)
class Fetched:
    """What came: nothing where it has not changed; and what tells the next time that it has not."""

    body: bytes | None
    etag: str
    changed: str


def checked(address: str) -> str:
    """Return the address as it is kept. Raises NotAnAddress."""
    parts = urlsplit(address.strip())
    plain = parts.scheme == "http" and on_this_computer(parts.hostname or "")
    if not parts.hostname or not (parts.scheme == "https" or plain) or "@" in parts.netloc:
        raise NotAnAddress(LOOKS_LIKE)
    return address.strip()


def fetch(address: str, *, etag: str = "", changed: str = "") -> Fetched:
    """Ask once, following a few moves. Raises Deaf."""
    import httpx

    headers = {
        "User-Agent": "Muster",
        "Accept": "application/atom+xml, application/rss+xml, */*;q=0.5",
    }
    headers |= {"If-None-Match": etag} if etag else {}
    headers |= {"If-Modified-Since": changed} if changed else {}
    try:
        with httpx.Client(timeout=_PATIENCE, trust_env=False, headers=headers) as client:
            return _asked(client, address, etag, changed)
    except httpx.HTTPError as problem:
        raise Deaf(str(problem)[:200] or type(problem).__name__) from problem


def _asked(client: Any, address: str, etag: str, changed: str) -> Fetched:
    for _move in range(_MOVES):
        _look_where(address)
        with client.stream("GET", address) as answer:
            if answer.status_code == 304:
                return Fetched(None, etag, changed)
            if answer.is_redirect:
                address = urljoin(address, answer.headers.get("location", ""))
                continue
            if answer.status_code != 200:
                raise Deaf(f"it answers with status {answer.status_code}")
            body = b""
            for piece in answer.iter_bytes():
                body += piece
                if len(body) > LARGEST:
                    raise Deaf("it never ends")
            told = answer.headers
            return Fetched(body, told.get("etag", "")[:300], told.get("last-modified", "")[:100])
    raise Deaf("it moves on and on")


def _look_where(address: str) -> None:
    """Refuse what leads inside, whoever led us there."""
    try:
        checked(address)
    except NotAnAddress as problem:
        raise Deaf("it moved to an address that is not asked") from problem
    host = urlsplit(address).hostname or ""
    if on_this_computer(host):
        return
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except OSError as problem:
        raise Deaf("nobody knows this name") from problem
    for one in found:
        if not public(ipaddress.ip_address(str(one[4][0]).partition("%")[0])):
            raise Deaf("this name leads into a private network")
