"""Where texts leave to: one gateway, such as kannel://user:password@127.0.0.1:13013/cgi-bin/sendsms."""

from __future__ import annotations

import ssl
from dataclasses import dataclass
from typing import Final, Literal, cast
from urllib.parse import parse_qs, unquote, urlsplit

from muster.channels.calls import on_this_computer

Kind = Literal["kannel", "twilio"]
_KANNEL_PATH: Final = "/cgi-bin/sendsms"
# A password for everyone in between to read is no password; loopback has nobody in between.
_NEEDS_TLS: Final = (
    "a password is only sent over TLS, or to this computer: write kannels:// in MUSTER_SMS_URL"
)


class NotAGateway(ValueError):
    """The address of the gateway cannot be used; the message says why."""


@dataclass(frozen=True, slots=True)
class Target:
    """A gateway and how to speak to it. For Twilio the user is the account and the password its token."""

    kind: Kind
    host: str
    port: int
    path: str
    user: str
    password: str
    secure: bool
    trusted: str = ""

    @property
    def authority(self) -> str:
        """What stands in the Host line."""
        usual = 443 if self.secure else 80
        return self.host if self.port == usual else f"{self.host}:{self.port}"

    def tls(self) -> ssl.SSLContext | None:
        """Certificates are always checked; ``trusted`` adds one of our own."""
        return ssl.create_default_context(cafile=self.trusted or None) if self.secure else None


def parse(url: str) -> Target:
    """Read MUSTER_SMS_URL."""
    parts = urlsplit(url)
    kind = {"kannel": "kannel", "kannels": "kannel", "twilio": "twilio"}.get(parts.scheme)
    if kind is None or not parts.hostname or not parts.username or not parts.password:
        raise NotAGateway(
            "MUSTER_SMS_URL looks like kannel://user:password@127.0.0.1:13013/cgi-bin/sendsms"
            " or twilio://account:token@host"
        )
    here = on_this_computer(parts.hostname)
    secure = parts.scheme == "kannels" or (kind == "twilio" and not here)
    if not secure and not here:
        raise NotAGateway(_NEEDS_TLS)
    try:
        port = parts.port
    except ValueError as error:
        raise NotAGateway("the port in MUSTER_SMS_URL is no number below 65536") from error
    query = {name: values[-1] for name, values in parse_qs(parts.query).items()}
    user = unquote(parts.username)
    return Target(
        kind=cast("Kind", kind),
        host=parts.hostname,
        port=port or (443 if secure else 13013 if kind == "kannel" else 80),
        path=_path(kind, parts.path, user),
        user=user,
        password=unquote(parts.password),
        secure=secure,
        trusted=query.get("trust", ""),
    )


def _path(kind: str, given: str, account: str) -> str:
    if kind == "twilio":
        return f"/2010-04-01/Accounts/{account}/Messages.json"
    return given if given.strip("/") else _KANNEL_PATH
