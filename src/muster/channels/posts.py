"""What public networks have in common: one account of ours, addresses of others, and how signs are counted."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from urllib.parse import parse_qs, unquote, urlsplit

from muster.channels.base import Incoming
from muster.channels.calls import on_this_computer

KINDS: Final = ("bluesky", "mastodon")
# How many signs one answer has room for.
ROOM: Final[Mapping[str, int]] = {"bluesky": 300, "mastodon": 500}
LONGEST: Final = 10_000
# A moment told to us is believed if it is no longer ago than that.
_BELIEVED: Final = timedelta(days=30)
# How far a first look at an account goes back.
FIRST_LOOK: Final = timedelta(days=1)
_MOST_FOLLOWERS: Final = 2_000_000_000
_JOINER: Final = "\u200d"
_JOINERS: Final = frozenset({_JOINER, "\u200c"})


class NotAnAccount(ValueError):
    """The address of our account cannot be used; the message says why."""


class Unreadable(RuntimeError):
    """The network answered, but not what was asked; the message says what."""


@dataclass(frozen=True, slots=True)
class Account:
    """Our account on one network: where it lives, what it is called there, and its secret."""

    kind: str
    host: str
    base: str
    name: str
    secret: str
    web: str = ""

    def __repr__(self) -> str:
        return f"{self.kind} account {self.name} at {self.host}"


@dataclass(frozen=True, slots=True)
class Batch:
    """Some posts in the order in which they came, and how far one has read once they are kept."""

    posts: tuple[Incoming, ...]
    mark: Mapping[str, Any]


def channel_of(address: str) -> str:
    """The network an address belongs to, such as “mastodon:ana@social.example”; empty for any other address."""
    kind, colon, _rest = address.partition(":")
    return kind if colon and kind in KINDS else ""


def account(url: str, *, kind: str, looks_like: str, web: str = "") -> Account:
    """Read the address of an account of ours. Raises NotAnAccount."""
    parts = urlsplit(url)
    try:
        port = f":{parts.port}" if parts.port else ""
    except ValueError as error:
        raise NotAnAccount(f"the port in {url.partition('@')[2][:80]} is no number") from error
    if parts.scheme != kind or not parts.hostname or not parts.username:
        raise NotAnAccount(looks_like)
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    scheme = "http" if on_this_computer(parts.hostname) else "https"
    query = {name: values[-1] for name, values in parse_qs(parts.query).items()}
    return Account(
        kind=kind,
        host=f"{parts.hostname}{port}",
        base=f"{scheme}://{host}{port}",
        name=unquote(parts.username) if parts.password else "",
        secret=unquote(parts.password or parts.username),
        web=query.get("web", web).rstrip("/"),
    )


def signs(text: str) -> int:
    """How many signs a reader sees, as networks count them.

    Marks, skin colours and what is joined belong to the sign before them, and two letters make a flag
    (Unicode Standard Annex 29). Where its rules are finer than these, this counts more.
    """
    return sum(_begins(text))


def _begins(text: str) -> Iterator[bool]:
    """For each code point, whether a sign begins there."""
    before, pictured, flags = "\n", False, 0
    for sign in text:
        goes_on = _continues(sign)
        flags = flags + 1 if "\U0001f1e6" <= sign <= "\U0001f1ff" else 0
        belongs = goes_on or (before == _JOINER and pictured and _is_picture(sign))
        belongs = (belongs or (flags > 0 and flags % 2 == 0)) and not _stands_alone(before)
        yield not (belongs or (before == "\r" and sign == "\n"))
        if not goes_on:
            pictured = _is_picture(sign)
        before = sign


def _continues(sign: str) -> bool:
    return (
        sign in _JOINERS
        or "\U0001f3fb" <= sign <= "\U0001f3ff"
        or "\U000e0020" <= sign <= "\U000e007f"
        or unicodedata.category(sign) in {"Mn", "Me"}
    )


def _stands_alone(sign: str) -> bool:
    return not _continues(sign) and unicodedata.category(sign) in {"Cc", "Cf", "Zl", "Zp"}


def _is_picture(sign: str) -> bool:
    return sign >= "\u203c" and unicodedata.category(sign) == "So"


def words(told: Any, most: int = LONGEST) -> str:
    """A text out of somebody’s JSON: storable and bounded; empty where it is no text."""
    if not isinstance(told, str):
        return ""
    kept = told[:most].replace("\x00", "")
    # Half characters can be written in JSON and nowhere else.
    return kept.encode("utf-8", "replace").decode()


def moment(told: Any, *, now: datetime) -> datetime:
    """When something came, as the network says; now, where that is no moment, not yet, or too long ago."""
    found = parsed(told)
    return found if found is not None and now - _BELIEVED < found < now else now


def parsed(told: Any) -> datetime | None:
    """A moment out of somebody’s JSON; None where it is none."""
    try:
        found = datetime.fromisoformat(words(told, 40))
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def followers(told: Any) -> int | None:
    """A number of followers; None where none is told, which is not nought."""
    is_number = isinstance(told, int) and not isinstance(told, bool) and told >= 0
    return min(told, _MOST_FOLLOWERS) if is_number else None


def web_page(told: Any) -> str:
    """An address that a browser may be sent to; empty where it is none."""
    found = words(told, 2000)
    try:
        parts = urlsplit(found)
    except ValueError:
        return ""
    clean = found.isprintable() and not any(sign in found for sign in " <>\"'`\\")
    return found if parts.scheme in {"http", "https"} and parts.hostname and clean else ""
