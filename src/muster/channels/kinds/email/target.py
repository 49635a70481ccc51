"""Where mail leaves to: one relay, from an address such as smtp://user:pass@host:25?starttls=1."""

from __future__ import annotations

import ipaddress
import ssl
from dataclasses import dataclass
from urllib.parse import parse_qs, unquote, urlsplit


class NotARelay(ValueError):
    """The address of the relay cannot be used; the message says why."""


@dataclass(frozen=True, slots=True)
class Target:
    """A relay and how to speak to it."""

    host: str
    port: int
    user: str = ""
    password: str = ""
    starttls: bool = False
    implicit_tls: bool = False
    trusted: str = ""

    @property
    def on_this_computer(self) -> bool:
        """Whether it listens on loopback, where a password may travel in clear."""
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return self.host == "localhost"

    def tls(self) -> ssl.SSLContext:
        """Certificates are always checked; ``trusted`` adds one of our own."""
        return ssl.create_default_context(cafile=self.trusted or None)


def parse(url: str) -> Target:
    """Read MUSTER_SMTP_URL."""
    parts = urlsplit(url)
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
        raise NotARelay("MUSTER_SMTP_URL looks like smtp://user:password@host:port?starttls=1")
    query = {name: values[-1] for name, values in parse_qs(parts.query).items()}
    implicit = parts.scheme == "smtps"
    found = Target(
        host=parts.hostname,
        port=parts.port or (465 if implicit else 25),
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        starttls=query.get("starttls") == "1",
        implicit_tls=implicit,
        trusted=query.get("trust", ""),
    )
    if found.user and not (found.starttls or implicit or found.on_this_computer):
        raise NotARelay("a password is only sent over TLS: add ?starttls=1 to MUSTER_SMTP_URL")
    return found
