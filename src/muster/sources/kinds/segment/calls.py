"""A tracking call as JSON: taken apart, measured and cleaned before anything believes it.

A body that is no call at all is refused in words. A single event that is wrong costs only itself.
"""

import json
import math
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
from django.utils.translation import gettext as _

from . import moments, problems

CALL_LIMIT = 32 * 1024
BATCH_LIMIT = 500 * 1024
EVENT_LIMIT = 32 * 1024
DEPTH_LIMIT = 32
EVENTS_LIMIT = 5_000
ID_LIMIT = 255
NAME_LIMIT = 200
TYPES = ("identify", "track", "page", "screen", "group", "alias")


class BadCall(ValueError):
    """The whole call cannot be read; the words say why."""


class BadEvent(ValueError):
    """One event of a call cannot be kept; the code finds the words."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.detail = detail


class Event(msgspec.Struct, frozen=True, array_like=True):
    """One event with the moment it happened, by our clock."""

    type: str
    user_id: str
    anonymous_id: str
    previous_id: str
    group_id: str
    message_id: str
    name: str
    at: datetime
    body: Mapping[str, Any]
    """`traits` or `properties`, whichever the type carries."""
    context: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Dropped:
    """An event that was not kept: its place in the call and why."""

    index: int
    code: str
    detail: str = ""
    message_id: str = ""

    @property
    def counted_as(self) -> str:
        """What it is counted under: the code with the field it is about."""
        return f"{self.code}:{self.detail}" if self.detail else self.code

    @property
    def reason(self) -> str:
        """Why, in words."""
        return problems.in_words(self.code, self.detail)


def inflate(raw: bytes, encoding: str, limit: int) -> bytes:
    """The body unpacked, never to more than `limit` bytes."""
    if encoding in {"", "identity"}:
        body = raw
    elif encoding in {"gzip", "x-gzip"}:
        unpacker = zlib.decompressobj(wbits=31)
        try:
            body = unpacker.decompress(raw, limit + 1)
        except zlib.error:
            raise BadCall(_("The body says it is gzip and is not.")) from None
        if not unpacker.eof and len(body) <= limit:
            raise BadCall(_("The gzip body is cut short."))
    else:
        raise BadCall(_("Send the body as it is or packed with gzip."))
    if len(body) > limit:
        raise BadCall(_("The call is larger than %(limit)s KB.") % {"limit": limit // 1024})
    return body


def parse(body: bytes) -> dict[str, Any]:
    """The JSON object of a call, with every text and number in it storable."""
    value = loads(body)
    if not isinstance(value, dict):
        raise BadCall(_("The body must be a JSON object."))
    return {_text(key): cleaned(item, 1) for key, item in value.items()}


def loads(body: bytes) -> Any:
    """JSON as it stands, or ``BadCall`` with what is wrong with it."""
    try:
        return json.loads(body.decode("utf-8"), parse_constant=_no_constant)
    except UnicodeDecodeError:
        raise BadCall(_("The body is not UTF-8.")) from None
    except RecursionError:
        raise BadCall(_too_deep()) from None
    except ValueError as error:
        raise BadCall(_("The body is not JSON: %(why)s") % {"why": str(error)[:120]}) from None


def _no_constant(name: str) -> float:
    raise ValueError(name)


def _too_deep() -> str:
    return _("The JSON is nested deeper than %(limit)s levels.") % {"limit": DEPTH_LIMIT}


def cleaned(value: Any, depth: int) -> Any:
    """A JSON value without what a database cannot hold: NUL, half characters, infinite numbers."""
    if depth > DEPTH_LIMIT:
        raise BadCall(_too_deep())
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, dict):
        return {_text(key): cleaned(item, depth + 1) for key, item in value.items()}
    if isinstance(value, list):
        return [cleaned(item, depth + 1) for item in value]
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value


def _text(value: str) -> str:
    if value.isascii() and "\0" not in value:
        return value
    return value.replace("\0", "�").encode("utf-8", "replace").decode("utf-8")


def events(path: str, call: Mapping[str, Any], received_at: datetime) -> Iterator[Event | Dropped]:
    """Every event of a call in order, each either kept or dropped with its reason."""
    sent_at = moments.parse(call.get("sentAt"))
    if path != "batch":
        yield one(0, {**call, "type": path}, received_at, sent_at)
        return
    batch = call.get("batch")
    if not isinstance(batch, list):
        raise BadCall(_("A batch needs a list called “batch”."))
    if len(batch) > EVENTS_LIMIT:
        raise BadCall(_("A batch holds at most %(limit)s events.") % {"limit": EVENTS_LIMIT})
    shared = call.get("context")
    for index, item in enumerate(batch):
        yield one(index, item, received_at, sent_at, shared)


def one(
    index: int, item: Any, received_at: datetime, sent_at: datetime | None, shared: Any = None
) -> Event | Dropped:
    """One event of a call that was parsed."""
    message_id = item.get("messageId") if isinstance(item, dict) else ""
    try:
        return _event(item, received_at, sent_at, shared)
    except BadEvent as error:
        return Dropped(index, error.code, error.detail, str(message_id or "")[:ID_LIMIT])


def _event(item: Any, received_at: datetime, sent_at: datetime | None, shared: Any) -> Event:
    if not isinstance(item, dict):
        raise BadEvent("not_object")
    if len(json.dumps(item, ensure_ascii=False).encode()) > EVENT_LIMIT:
        raise BadEvent("large")
    kind = item.get("type")
    if kind not in TYPES:
        raise BadEvent("type")
    user_id, anonymous_id = _id(item, "userId"), _id(item, "anonymousId")
    if not user_id and not anonymous_id:
        raise BadEvent("no_id")
    context = item.get("context") or shared
    if not isinstance(context, dict):
        context = {}
    body = _object(item, "traits" if kind in {"identify", "group"} else "properties")
    if kind == "identify" and not body:
        # Some clients carry the traits in the context alone.
        body = _object(context, "traits")
    return Event(
        type=kind,
        user_id=user_id,
        anonymous_id=anonymous_id,
        previous_id=_required(item, "previousId", when=kind == "alias"),
        group_id=_required(item, "groupId", when=kind == "group"),
        message_id=_id(item, "messageId"),
        name=_name(item, str(kind)),
        at=_at(item, received_at, sent_at),
        body=body,
        context=context,
    )


def _id(item: Mapping[str, Any], key: str) -> str:
    """An id as text; clients send numbers too."""
    value = item.get(key)
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise BadEvent("id_kind", key)
    text = str(value).strip()
    if len(text) > ID_LIMIT:
        raise BadEvent("id_long", key)
    return text


def _required(item: Mapping[str, Any], key: str, *, when: bool) -> str:
    value = _id(item, key)
    if when and not value:
        raise BadEvent("missing", key)
    return value


def _name(item: Mapping[str, Any], kind: str) -> str:
    if kind == "track":
        event = item.get("event")
        if not isinstance(event, str) or not event.strip():
            raise BadEvent("missing", "event")
        return event.strip()[:NAME_LIMIT]
    name = item.get("name")
    return name.strip()[:NAME_LIMIT] if isinstance(name, str) else ""


def _object(item: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    value = item.get(key)
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise BadEvent("not_map", key)
    return value


def _at(item: Mapping[str, Any], received_at: datetime, sent_at: datetime | None) -> datetime:
    told = item.get("timestamp")
    at = moments.parse(told)
    if told is not None and at is None:
        raise BadEvent("timestamp")
    return moments.corrected(at, moments.parse(item.get("sentAt")) or sent_at, received_at)
