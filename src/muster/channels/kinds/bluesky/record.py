"""Our answer as a record of the AT Protocol: its words, what it answers, and a key that is always the same.

The key is made of the row the answer leaves from. To put the same record under the same key again changes
nothing, so a try whose fate is unknown may be made again without a second post.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, Final

COLLECTION: Final = "app.bsky.feed.post"
# https://atproto.com/specs/tid
_ALPHABET: Final = "234567abcdefghijklmnopqrstuvwxyz"
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_CLOCKS: Final = 1024
_MENTION: Final = re.compile(r"(?<![\w@.])@([a-zA-Z0-9][a-zA-Z0-9.-]{2,252}[a-zA-Z0-9])")
_LINK: Final = re.compile(r"https?://[^\s<>\"]{3,1000}[^\s<>\".,;:!?)\]}’”]")


def key(at: datetime, number: int) -> str:
    """The key of the answer of row ``number``, begun at ``at``: a moment, and which of its thousand clocks."""
    passed = at - _EPOCH
    moment = (passed.days * 86_400 + passed.seconds) * 1_000_000 + passed.microseconds
    left = (moment << 10) | (number % _CLOCKS)
    signs = [_ALPHABET[(left >> (5 * place)) & 31] for place in range(13)]
    return "".join(reversed(signs))


def reply(text: str, *, answers: Mapping[str, str], at: datetime) -> bytes:
    """The record that answers a post. ``answers`` is what was kept of that post when it came."""
    parent = {"uri": answers["uri"], "cid": answers["cid"]}
    root = {"uri": answers.get("root") or parent["uri"], "cid": answers.get("root-cid") or ""}
    record: dict[str, Any] = {
        "$type": COLLECTION,
        "text": text,
        "createdAt": at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z",
        "reply": {"root": root if root["cid"] else parent, "parent": parent},
    }
    if found := [*_mentions(text, answers), *_links(text)]:
        record["facets"] = found
    return json.dumps(record, ensure_ascii=False, sort_keys=True).encode("utf-8", "replace")


def words(data: bytes) -> str:
    """What somebody reads of a record of ours."""
    return str(json.loads(data)["text"])


def _mentions(text: str, answers: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    # Only of whom we answer do we know who bears that name now.
    for found in _MENTION.finditer(text):
        if found[1].casefold() == answers.get("handle", "").casefold():
            feature = {"$type": "app.bsky.richtext.facet#mention", "did": answers["did"]}
            yield _facet(text, found, feature)


def _links(text: str) -> Iterator[dict[str, Any]]:
    for found in _LINK.finditer(text):
        yield _facet(text, found, {"$type": "app.bsky.richtext.facet#link", "uri": found[0]})


def _facet(text: str, found: re.Match[str], feature: dict[str, str]) -> dict[str, Any]:
    # Places are counted in bytes of UTF-8.
    begin = len(text[: found.start()].encode("utf-8", "replace"))
    end = begin + len(found[0].encode("utf-8", "replace"))
    return {"index": {"byteStart": begin, "byteEnd": end}, "features": [feature]}
