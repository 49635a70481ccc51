"""The quick way to the same events: what nearly every client sends is decoded straight into its shape.

Whatever looks unusual, one event or a whole call, goes the plain way of ``calls``; so what comes out is
what ``calls`` would have made of it, and a test holds the two side by side.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

import msgspec

from . import calls, moments
from .calls import Dropped, Event

# Written out with spaces and long numbers, an event this short cannot pass the limit of 32 KB.
_SHORT: Final = 8_000
# So few brackets cannot be nested too deep, wherever in the call they stand.
_FLAT: Final = 28
_TRAITED: Final = frozenset({"identify", "group"})
_NUL: Final = b"\\u0000"


class Batch(msgspec.Struct, rename="camel"):
    """A batch whose events are not yet looked into."""

    batch: list[msgspec.Raw]
    sent_at: Any = None
    context: Any = None
    write_key: Any = None


class Item(msgspec.Struct, rename="camel"):
    """One event as clients send it; numbers for ids and other liberties go the plain way."""

    type: str = ""
    user_id: str | None = None
    anonymous_id: str | None = None
    previous_id: str | None = None
    group_id: str | None = None
    message_id: str | None = None
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
        return (self._batch or self._item).write_key  # type: ignore[union-attr]

    def events(self, received_at: datetime) -> list[Event | Dropped]:
        """Every event in order, each kept or dropped with its reason."""
        if self._batch is not None:
            return _events(self._batch, received_at)
        if self._item is not None:
            sent_at = moments.parse(self._item.sent_at)
            self._item.type = self.path
            event = _event(self._item, received_at, sent_at, {})
            if event is not None:
                return [event]
        told = self._told if self._told is not None else calls.parse(self._body)
        return list(calls.events(self.path, told, received_at))


def _events(batch: Batch, received_at: datetime) -> list[Event | Dropped]:
    sent_at = moments.parse(batch.sent_at)
    shared = batch.context if isinstance(batch.context, dict) else {}
    told: list[Event | Dropped] = []
    for index, raw in enumerate(batch.batch):
        item = _item(raw)
        event = _event(item, received_at, sent_at, shared) if item is not None else None
        told.append(event or _plain(index, raw, received_at, sent_at, batch.context))
    return told


def _plain(
    index: int, raw: msgspec.Raw, received_at: datetime, sent_at: datetime | None, shared: Any
) -> Event | Dropped:
    item = calls.cleaned(calls.loads(bytes(raw)), 2)
    return calls.one(index, item, received_at, sent_at, shared)


def _batch(body: bytes) -> Batch | None:
    """The batch in its usual shape, or nothing: then the plain way reads it."""
    if _NUL in body:
        return None
    try:
        if not body.isascii():
            body.decode()
        batch = _BATCH.decode(body)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None
    around = _brackets(body) - sum([_brackets(bytes(raw)) for raw in batch.batch])
    if around > _FLAT or len(batch.batch) > calls.EVENTS_LIMIT:
        return None
    return batch


def _item(raw: bytes | msgspec.Raw) -> Item | None:
    """The event in its usual shape, or nothing."""
    whole = bytes(raw)
    if len(whole) > _SHORT or _brackets(whole) > _FLAT or _NUL in whole:
        return None
    try:
        if not whole.isascii():
            whole.decode()
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
    user_id, anonymous_id, previous_id, group_id, message_id = (
        item.user_id, item.anonymous_id, item.previous_id, item.group_id, item.message_id,
    )  # fmt: skip
    for told in (user_id, anonymous_id, previous_id, group_id, message_id):
        if told is not None and len(told) > calls.ID_LIMIT:
            return None
    user_id, anonymous_id = _stripped(user_id), _stripped(anonymous_id)
    previous_id, group_id = _stripped(previous_id), _stripped(group_id)
    name = _stripped(item.event if kind == "track" else item.name)
    if item.timestamp is not None and (at := moments.parse(item.timestamp)) is None:
        return None
    if not (user_id or anonymous_id) or kind not in calls.TYPES or not _whole(item, name):
        return None
    context = item.context or shared
    body = (item.traits if kind in _TRAITED else item.properties) or {}
    if kind == "identify" and not body and context:
        return None  # the traits may stand in the context
    if item.sent_at is not None:
        sent_at = moments.parse(item.sent_at) or sent_at
    return Event(
        kind, user_id, anonymous_id, previous_id, group_id, _stripped(message_id),
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
