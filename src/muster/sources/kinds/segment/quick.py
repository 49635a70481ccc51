"""The quick way to the same events: what nearly every client sends is decoded straight into its shape.

Whatever looks unusual, one event or a whole call, goes the plain way of ``calls``; so what comes out is
what ``calls`` would have made of it, and a test holds the two side by side.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, Final

import msgspec

from . import calls, moments
from .calls import Dropped, Event

# Written out with spaces and long numbers, an event this short cannot pass the limit of 32 KB.
_SHORT: Final = 8_000
# So few brackets cannot be nested too deep, wherever in the call they stand.
_FLAT: Final = 28
_TYPES: Final = frozenset(calls.TYPES)
_TRAITED: Final = frozenset({"identify", "group"})
_NUL: Final = b"\\u0000"
# A longer one goes the plain way, which says what is wrong with it.
_Id = Annotated[str, msgspec.Meta(max_length=calls.ID_LIMIT)] | None


class Batch(msgspec.Struct, rename="camel"):
    """A batch whose events are not yet looked into."""

    batch: list[msgspec.Raw]
    sent_at: Any = None
    context: Any = None
    write_key: Any = None


class Item(msgspec.Struct, rename="camel"):
    """One event as clients send it; numbers for ids and other liberties go the plain way."""

    type: str = ""
    user_id: _Id = None
    anonymous_id: _Id = None
    previous_id: _Id = None
    group_id: _Id = None
    message_id: _Id = None
    event: str | None = None
    name: str | None = None
    timestamp: str | None = None
    sent_at: str | None = None
    properties: dict[str, Any] | None = None
    traits: dict[str, Any] | None = None
    context: dict[str, Any] | None = None
    write_key: Any = None


_BATCH: Final = msgspec.json.Decoder(Batch)
_ITEM: Final = msgspec.json.Decoder(Item)


class Reading:
    """One call’s body, read once: the key it names, and its events when the moment is known.

    Raises ``BadCall`` for the very bodies that ``calls`` raises it for.
    """

    def __init__(self, path: str, body: bytes) -> None:
        self.path, self._body = path, body
        self._batch = _batch(body) if path == "batch" else None
        self._item = _item(body) if path != "batch" else None
        self._told: dict[str, Any] | None = None
        if self._batch is None and self._item is None:
            self._told = calls.parse(body)

    @property
    def key(self) -> Any:
        """The write key in the body, if one stands there."""
        if self._told is not None:
            return self._told.get("writeKey")
        told = self._batch[0] if self._batch is not None else self._item
        return told.write_key if told is not None else None

    def events(self, received_at: datetime) -> list[Event | Dropped]:
        """Every event in order, each kept or dropped with its reason."""
        if self._batch is not None:
            return _events(*self._batch, received_at)
        if self._item is not None:
            sent_at = moments.parse(self._item.sent_at)
            self._item.type = self.path
            event = _event(self._item, received_at, sent_at, {})
            if event is not None:
                return [event]
        told = self._told if self._told is not None else calls.parse(self._body)
        return list(calls.events(self.path, told, received_at))


def _events(
    batch: Batch, raws: list[bytes], brackets: list[int], received_at: datetime
) -> list[Event | Dropped]:
    sent_at = moments.parse(batch.sent_at)
    shared = batch.context if isinstance(batch.context, dict) else {}
    told: list[Event | Dropped] = []
    for raw, count in zip(raws, brackets, strict=True):
        item = _decoded(raw) if len(raw) <= _SHORT and count <= _FLAT else None
        event = _event(item, received_at, sent_at, shared) if item is not None else None
        told.append(event or _plain(len(told), raw, received_at, sent_at, batch.context))
    return told


def _plain(
    index: int, raw: bytes, received_at: datetime, sent_at: datetime | None, shared: Any
) -> Event | Dropped:
    item = calls.cleaned(calls.loads(raw), 2)
    return calls.one(index, item, received_at, sent_at, shared)


def _batch(body: bytes) -> tuple[Batch, list[bytes], list[int]] | None:
    """The batch in its usual shape with its events as bytes and their brackets, or nothing.

    Then the plain way reads it. What holds of the whole body, no NUL and true UTF-8, holds of each event.
    """
    if _NUL in body:
        return None
    try:
        if not body.isascii():
            body.decode()
        batch = _BATCH.decode(body)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None
    raws = [bytes(raw) for raw in batch.batch]
    brackets = [raw.count(b"{") + raw.count(b"[") for raw in raws]
    if _brackets(body) - sum(brackets) > _FLAT or len(raws) > calls.EVENTS_LIMIT:
        return None
    return batch, raws, brackets


def _item(whole: bytes) -> Item | None:
    """The event in its usual shape, or nothing."""
    if len(whole) > _SHORT or _brackets(whole) > _FLAT or _NUL in whole:
        return None
    try:
        if not whole.isascii():
            whole.decode()
    except UnicodeDecodeError:
        return None
    return _decoded(whole)


def _decoded(whole: bytes) -> Item | None:
    try:
        return _ITEM.decode(whole)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None


def _brackets(raw: bytes) -> int:
    return raw.count(b"{") + raw.count(b"[")


def _event(
    item: Item, received_at: datetime, sent_at: datetime | None, shared: Mapping[str, Any]
) -> Event | None:
    """The event, or nothing if anything about it is wrong: the plain way says what."""
    kind, at = item.type, None
    # Said of every event there is: a function for each of these words would cost more than the words.
    user_id = item.user_id.strip() if item.user_id else ""
    anonymous_id = item.anonymous_id.strip() if item.anonymous_id else ""
    name = (item.event if kind == "track" else item.name) or ""
    name = name.strip()
    if item.timestamp is not None and (at := moments.parse(item.timestamp)) is None:
        return None
    if not (user_id or anonymous_id) or kind not in _TYPES or not _whole(item, name):
        return None
    context = item.context or shared
    body = (item.traits if kind in _TRAITED else item.properties) or {}
    if kind == "identify" and not body and context:
        return None  # the traits may stand in the context
    if item.sent_at is not None:
        sent_at = moments.parse(item.sent_at) or sent_at
    return Event(
        kind, user_id, anonymous_id, _stripped(item.previous_id), _stripped(item.group_id),
        item.message_id.strip() if item.message_id else "",
        name[: calls.NAME_LIMIT], moments.corrected(at, sent_at, received_at), body, context,
    )  # fmt: skip


def _whole(item: Item, name: str) -> bool:
    """Whether it has what its type needs."""
    if item.type == "track":
        return bool(name)
    if item.type == "alias":
        return bool(_stripped(item.previous_id))
    return item.type != "group" or bool(_stripped(item.group_id))


def _stripped(told: str | None) -> str:
    return told.strip() if told else ""
