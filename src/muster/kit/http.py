"""Asks an address somebody wrote for its status, without being led anywhere it must not go.

The name is looked up once, every address it has must be a public one, and the connection goes to that
very address under the name’s certificate. Nothing is followed and nothing of the answer is read but its status.
"""

import http.client
import ipaddress
import socket
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

PATIENCE: Final = 5.0
_AGENT: Final = "Muster (looks whether a link works)"
# Addresses of the old internet hidden in the new one, where a gateway may turn them into private ones.
_TRANSLATED: Final = ipaddress.ip_network("64:ff9b::/96")
Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class NotAllowed(ValueError):
    """This address leads to a place we do not ask for others."""


def public(address: Address) -> bool:
    """Whether an address is one of the open internet."""
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour
        if inner is not None:
            return public(inner)
        if address in _TRANSLATED or address.teredo is not None:
            return False
    return address.is_global and not address.is_multicast


@dataclass(frozen=True, slots=True)
class Door:
    """Where requests may go. Everything but tests uses ``OUTSIDE``."""

    scheme: str = "https"
    allows: Callable[[Address], bool] = public


OUTSIDE: Final = Door()


def status(url: str, *, door: Door = OUTSIDE) -> int:
    """The status ``url`` answers with; 0 if nothing answers. Raises NotAllowed."""
    parts = urlsplit(url)
    if parts.scheme != door.scheme or not parts.hostname or parts.username is not None:
        raise NotAllowed("this is no plain address of the web")
    try:
        port = parts.port or {"https": 443, "http": 80}[door.scheme]
        pinned = _pinned(parts.hostname, port, door)
        host = parts.hostname.encode("idna").decode()
    except (OSError, UnicodeError):
        return 0
    except ValueError as error:
        raise NotAllowed(str(error)) from error
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    asked = _Pinned(host, pinned, port, secure=door.scheme == "https")
    try:
        asked.request("GET", path, headers={"User-Agent": _AGENT, "Accept": "*/*"})
        return asked.getresponse().status
    except (OSError, http.client.HTTPException, ValueError):
        return 0
    finally:
        asked.close()


class _Pinned(http.client.HTTPConnection):
    """A connection to one address, under another name."""

    def __init__(self, host: str, address: str, port: int, *, secure: bool) -> None:
        super().__init__(host, port, timeout=PATIENCE)
        self._address, self._secure = address, secure

    def connect(self) -> None:
        plain = socket.create_connection((self._address, self.port), timeout=PATIENCE)
        if self._secure:
            plain = ssl.create_default_context().wrap_socket(plain, server_hostname=self.host)
        self.sock = plain


def _pinned(host: str, port: int, door: Door) -> str:
    found = [str(one[4][0]) for one in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    for address in found:
        if not door.allows(ipaddress.ip_address(address.partition("%")[0])):
            raise NotAllowed("this name leads into a private network")
    return found[0]
