"""Reads frames of Jetstream in both of its forms. Bounded, and an error only where a frame cannot be read.

v1 sends ``{did, time_us, kind, commit: {operation, collection, rkey, record}}``; v2 wraps the same in
``{$type: message, payload: {$type: …#commit, did, seq, time, …}}`` and counts events. Every frame is looked at as
far as its head, so that a broken one is noticed even where nobody wants its words.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final

import msgspec
from msgspec import Struct, field

from muster.channels import posts
from muster.channels.kinds.bluesky.receive import DID
from muster.channels.kinds.bluesky.record import COLLECTION
from muster.channels.kinds.bluesky.send import page
from muster.listening.post import LONGEST, MOST_TAGS, Post, believed

WEB: Final = "https://bsky.app"
Broken: Final = msgspec.MsgspecError
_IS_POST: Final = COLLECTION.encode()
_SPELLED: Final = b"\\u"
_NSID: Final = "network.bsky.jetstream.subscribeEvents"


class _Payload(Struct):
    type: str = field(default="", name="$type")
    seq: int = 0
    time: str = ""
    name: str = ""


class Head(Struct):
    """The outermost of a frame: where it stands in the stream, and what it is about."""

    type: str = field(default="", name="$type")
    kind: str = ""
    time_us: int = 0
    cursor: int = 0
    payload: _Payload = field(default_factory=_Payload)
    error: str = ""
    message: str = ""

    @property
    def place(self) -> int:
        """What a connection resumes from: the number of the event where it has one, else its moment."""
        return self.payload.seq or self.cursor or self.time_us

    @property
    def moment(self) -> datetime | None:
        """When the network had what a frame tells."""
        if self.time_us:
            return datetime.fromtimestamp(self.time_us / 1e6, tz=UTC)
        return posts.parsed(self.payload.time) if self.payload.time else None

    @property
    def has_forgotten(self) -> bool:
        """Tell whether the stream says that it does not remember as far back as it was asked."""
        return self.payload.name == "OutdatedCursor"

    @property
    def is_commit(self) -> bool:
        """Tell whether somebody wrote, changed or removed something."""
        return self.kind == "commit" or self.payload.type == f"{_NSID}#commit"


class _Feature(Struct):
    tag: str = ""


class _Facet(Struct):
    features: list[_Feature] = []


class _Ref(Struct):
    uri: str = ""
    cid: str = ""


class _Reply(Struct):
    root: _Ref = field(default_factory=_Ref)
    parent: _Ref = field(default_factory=_Ref)


class Record(Struct):
    """The post itself."""

    text: str = ""
    created: str = field(default="", name="createdAt")
    tags: list[str] = []
    facets: list[_Facet] = []
    reply: _Reply | None = None

    def all_tags(self) -> tuple[str, ...]:
        """Every tag, those inside its words and those that only its record lists."""
        inside = [one.tag for facet in self.facets for one in facet.features if one.tag]
        return tuple(dict.fromkeys([*inside, *self.tags]))[:MOST_TAGS]


class _Commit(Struct):
    operation: str = ""
    collection: str = ""
    rkey: str = ""
    cid: str = ""
    record: Record | None = None


class _Event(_Commit):
    did: str = ""
    time: str = ""


class _Whole(Struct):
    did: str = ""
    time_us: int = 0
    commit: _Commit | None = None
    payload: _Event | None = None


_head = msgspec.json.Decoder(Head)
_whole = msgspec.json.Decoder(_Whole)


def head(raw: bytes) -> Head:
    """Read where a frame stands. Raises Broken."""
    return _head.decode(raw)


def may_be_post(raw: bytes) -> bool:
    """Tell whether a frame can be about a post at all."""
    return _IS_POST in raw or _SPELLED in raw


def words(raw: bytes) -> tuple[_Whole, _Commit, Record] | None:
    """Read a frame whole; None where it is no new post. Raises Broken."""
    whole = _whole.decode(raw)
    commit = whole.commit or whole.payload
    if commit is None or commit.operation != "create" or commit.collection != COLLECTION:
        return None
    record = commit.record
    return (whole, commit, record) if record is not None and record.text else None


def post(found: tuple[_Whole, _Commit, Record], *, now: datetime) -> Post | None:
    """The post of a frame that was read; None where it names nobody."""
    whole, commit, record = found
    did = whole.did or (whole.payload.did if whole.payload else "")
    if not DID.fullmatch(did) or not commit.rkey or len(commit.rkey) > 200:
        return None
    uri = f"at://{did}/{COLLECTION}/{commit.rkey}"
    return Post(
        network="bluesky",
        uri=uri,
        author=f"bluesky:{did}",
        text=posts.words(record.text, LONGEST),
        at=believed(posts.parsed(record.created), now=now),
        tags=tuple(posts.words(one, 100) for one in record.all_tags()),
        link=posts.web_page(page(uri, WEB)),
        answers=posts.words(record.reply.parent.uri, 500) if record.reply else "",
        told=_told(uri, did, commit, record),
    )


def _told(uri: str, did: str, commit: _Commit, record: Record) -> Mapping[str, str]:
    """What an answer to it will have to name, as ``channels.kinds.bluesky.receive`` keeps it."""
    told: dict[str, Any] = {"uri": uri, "did": did, "cid": posts.words(commit.cid, 200)}
    if record.reply and record.reply.root.uri:
        told |= {
            "root": posts.words(record.reply.root.uri, 500),
            "root-cid": posts.words(record.reply.root.cid, 200),
        }
    return told
