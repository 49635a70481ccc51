"""One folder of a mailbox, read by IMAP and never changed: what is new in it, and its bytes.

It is opened read-only. What people who share the mailbox have seen, moved or answered there stays theirs.
"""

from __future__ import annotations

import contextlib
import imaplib
import ipaddress
import re
import ssl
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any, Final, cast
from urllib.parse import parse_qs, unquote, urlsplit

from imap_tools import BaseMailBox, MailBox, MailBoxStartTls, MailBoxUnencrypted
from imap_tools.errors import ImapToolsError

if TYPE_CHECKING:
    from io import BufferedReader

PATIENCE: Final = 60.0
# A server may hang up on whoever is silent for half an hour (RFC 2177); networks do so much sooner.
IDLE: Final = 240.0
WITHOUT_IDLE: Final = 30.0
_SLICE: Final = 0.25
_MONTHS: Final = (
    "Jan",
    "Feb",
    "Mar",
    "Apr",
    "May",
    "Jun",
    "Jul",
    "Aug",
    "Sep",
    "Oct",
    "Nov",
    "Dec",
)
_SIZE: Final = re.compile(rb"RFC822\.SIZE (\d+)")
_CAME: Final = re.compile(rb'INTERNALDATE "([^"]{20,40})"')


class NotAMailbox(ValueError):
    """The address of the mailbox, or what answers there, cannot be used; the message says why."""


# Whatever a server, a network or a library does to us here.
TROUBLE: Final = (OSError, imaplib.IMAP4.error, ImapToolsError, NotAMailbox)


@dataclass(frozen=True, slots=True)
class Target:
    """A folder, and how to get there."""

    host: str
    port: int
    user: str
    password: str
    folder: str = "INBOX"
    implicit_tls: bool = True
    trusted: str = ""

    @property
    def name(self) -> str:
        """Which folder of whom this is, without the secret."""
        return f"{self.user}@{self.host}:{self.port}/{self.folder}"

    @property
    def in_clear(self) -> bool:
        """Whether it listens on loopback, where a password may travel in clear."""
        if self.implicit_tls:
            return False
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return self.host == "localhost"

    def tls(self) -> ssl.SSLContext:
        """Certificates are always checked; ``trusted`` adds one of our own."""
        return ssl.create_default_context(cafile=self.trusted or None)


@dataclass(frozen=True, slots=True)
class Place:
    """Which count of numbers holds in a folder, and the number its next message gets."""

    validity: int
    next_uid: int


@dataclass(frozen=True, slots=True)
class Letter:
    """One message as it lies there; ``raw`` is empty where it is larger than we take."""

    uid: int
    raw: bytes
    size: int
    came_at: datetime | None


def parse(url: str) -> Target:
    """Read MUSTER_IMAP_URL: imaps://user:password@host/FOLDER, or imap:// with STARTTLS."""
    parts = urlsplit(url)
    if parts.scheme not in {"imap", "imaps"} or not parts.hostname or not parts.username:
        raise NotAMailbox("MUSTER_IMAP_URL looks like imaps://user:password@host/INBOX")
    query = {name: values[-1] for name, values in parse_qs(parts.query).items()}
    implicit = parts.scheme == "imaps"
    return Target(
        host=parts.hostname,
        port=parts.port or (993 if implicit else 143),
        user=unquote(parts.username),
        password=unquote(parts.password or ""),
        folder=unquote(parts.path.strip("/")) or "INBOX",
        implicit_tls=implicit,
        trusted=query.get("trust", ""),
    )


class Folder:
    """An open folder. Use ``opened``; whatever goes wrong is one of ``TROUBLE``."""

    def __init__(self, box: BaseMailBox, target: Target) -> None:
        self._box, self._target = box, target
        self._has_idle = "IDLE" in _capabilities(box)

    def look(self) -> Place:
        """Open the folder anew, read-only, and return which numbers hold in it."""
        self._box.folder.set(self._target.folder, readonly=True)
        return Place(self._told("UIDVALIDITY"), self._told("UIDNEXT"))

    def after(self, uid: int) -> list[int]:
        """Return the numbers of what came after ``uid``, in order."""
        # A range that ends with the last message holds it even if it lies before the beginning.
        return [one for one in self._found(f"UID {uid + 1}:*") if one > uid]

    def since(self, day: date) -> list[int]:
        """Return the numbers of what came on that day of the server or later, in order."""
        return self._found(f"SINCE {day.day:02d}-{_MONTHS[day.month - 1]}-{day.year}")

    def fetch(self, uid: int, *, largest: int) -> Letter | None:
        """Return one message without marking it as seen; None if somebody deleted it meanwhile."""
        about = b" ".join(
            one
            for one in self._fetched(uid, "(RFC822.SIZE INTERNALDATE)")
            if isinstance(one, bytes)
        )
        size = _SIZE.search(about)
        if size is None:
            return None
        came = _CAME.search(about)
        raw = self._bytes(uid) if int(size[1]) <= largest else b""
        return Letter(uid, raw, int(size[1]), _moment(came[1]) if came else None)

    def wait(self, stopped: Callable[[], bool]) -> None:
        """Return when something may be new, when told to stop, or after some minutes."""
        until = time.monotonic() + (IDLE if self._has_idle else WITHOUT_IDLE)
        if not self._has_idle:
            while time.monotonic() < until and not stopped():
                time.sleep(_SLICE)
            return
        idle: Any = self._box.idle
        idle.start()
        while not self._told_already() and time.monotonic() < until and not stopped():
            began = time.monotonic()
            # A connection that ended answers at once and with nothing; what follows finds that out.
            if idle.poll(_SLICE) or time.monotonic() - began < _SLICE / 2:
                break
        idle.stop()

    def _told_already(self) -> bool:
        """Whether more came in one piece with the last answer: no look at the line shows what is in our hands."""
        line = self._box.client.sock
        line.settimeout(0)
        try:
            return bool(cast("BufferedReader", self._box.client.file).peek(1))
        except OSError:
            return False
        finally:
            line.settimeout(PATIENCE)

    def _told(self, what: str) -> int:
        _name, values = self._box.client.response(what)
        if not values or values[0] is None:
            raise NotAMailbox(f"the server does not say {what}, so nothing can be read once only")
        return int(values[0])

    def _found(self, criteria: str) -> list[int]:
        return sorted(int(one) for one in self._box.uids(criteria, charset=None))

    def _bytes(self, uid: int) -> bytes:
        found = (one for one in self._fetched(uid, "(BODY.PEEK[])") if isinstance(one, tuple))
        return next((bytes(text) for head, text in found if b"BODY[]" in head), b"")

    def _fetched(self, uid: int, parts: str) -> list[bytes | tuple[bytes, bytes]]:
        """What the server says of one message, without what it says of others in between."""
        status, found = self._box.client.uid("FETCH", str(uid), parts)
        if status != "OK":
            raise NotAMailbox(f"the server does not hand over message {uid}")
        named = re.compile(rb"\bUID %d\b" % uid)
        return [one for one in found if one and (isinstance(one, tuple) or named.search(one))]


@contextlib.contextmanager
def opened(target: Target) -> Iterator[Folder]:
    """Sign in, and out again whatever happens."""
    box = _connected(target)
    try:
        if target.user.isascii() and target.password.isascii():
            box.login(target.user, target.password, initial_folder=None)
        else:
            box.login_utf8(target.user, target.password, initial_folder=None)
        yield Folder(box, target)
    finally:
        with contextlib.suppress(*TROUBLE):
            box.client.sock.settimeout(2)
            box.logout()
        with contextlib.suppress(*TROUBLE):
            box.client.shutdown()


def _connected(target: Target) -> BaseMailBox:
    if target.implicit_tls:
        return MailBox(target.host, target.port, timeout=PATIENCE, ssl_context=target.tls())
    if target.in_clear:
        return MailBoxUnencrypted(target.host, target.port, timeout=PATIENCE)
    return MailBoxStartTls(target.host, target.port, timeout=PATIENCE, ssl_context=target.tls())


def _capabilities(box: BaseMailBox) -> set[str]:
    _status, told = box.client.capability()
    return {
        word.upper() for line in told if line for word in line.decode("ascii", "replace").split()
    }


def _moment(told: bytes) -> datetime | None:
    try:
        moment = datetime.strptime(told.decode("ascii").strip(), "%d-%b-%Y %H:%M:%S %z")
    except ValueError:
        return None
    return moment.astimezone(UTC)
