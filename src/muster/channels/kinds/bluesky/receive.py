"""What somebody wrote to us or about us, out of a notification of the network. Bounded, and never an error.

The network vouches for the account, by a name that never changes (its DID); the handle is only what that
account is called today.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, Final

from muster.channels import posts
from muster.channels.base import Incoming
from muster.channels.kinds.bluesky.record import COLLECTION
from muster.channels.kinds.bluesky.send import page

REASONS: Final = ("mention", "reply", "quote")
DID: Final = re.compile(r"did:[a-z]{2,20}:[A-Za-z0-9._:%-]{1,200}")
_URI: Final = re.compile(
    rf"at://({DID.pattern})/{re.escape(COLLECTION)}/([A-Za-z0-9._:~-]{{1,200}})"
)
_HANDLE: Final = re.compile(r"(?=.{3,253}\Z)[a-z0-9-]+(\.[a-z0-9-]+)+")
_CID: Final = re.compile(r"[A-Za-z0-9]{10,120}")
# What the network says where a handle and an account do not name each other.
_NO_HANDLE: Final = "handle.invalid"


def incoming(
    note: Any, *, me: str, web: str, now: datetime, followers: int | None = None
) -> Incoming | None:
    """Read one notification; None if nobody wrote anything, or we did ourselves."""
    told, author, record = _object(note), _object(_of(note, "author")), _object(_of(note, "record"))
    uri, did = posts.words(told.get("uri"), 500), posts.words(author.get("did"), 300)
    named = _URI.fullmatch(uri)
    wrote = told.get("reason") in REASONS and record.get("$type") == COLLECTION
    # A post lives with whoever wrote it.
    if not (wrote and named and named[1] == did and did != me):
        return None
    handle = _handle(author)
    text = posts.words(record.get("text"))
    ancestors = _ancestors(record)
    return Incoming(
        channel="bluesky",
        sender=f"bluesky:{handle or did}",
        recipients=(f"bluesky:{me}",),
        subject="",
        text="\n\n".join([text, *_pictures(record)]).strip()[: posts.LONGEST],
        html="",
        message_id=uri,
        references=tuple(dict.fromkeys(one["uri"] for one in ancestors.values())),
        auto=_is_machine(author, did),
        received_at=posts.moment(told.get("indexedAt"), now=now),
        raw_size=len(text.encode("utf-8", "replace")),
        headers=tuple(_kept(uri, told, ancestors, did=did, handle=handle)),
        sender_name=_name(author, handle),
        truncated=len(posts.words(record.get("text"), posts.LONGEST + 1)) > posts.LONGEST,
        address=f"bluesky:{did}",
        followers=followers,
        link=posts.web_page(page(uri, web)),
        public=True,
    )


def _kept(
    uri: str, told: Mapping[str, Any], ancestors: Mapping[str, Mapping[str, str]], *, did: str,
    handle: str,
) -> Iterator[tuple[str, str]]:  # fmt: skip
    """What an answer to it will have to name."""
    yield from (("uri", uri), ("did", did), ("handle", handle))
    cid = posts.words(told.get("cid"), 200)
    yield "cid", cid if _CID.fullmatch(cid) else ""
    if root := ancestors.get("root"):
        yield from (("root", root["uri"]), ("root-cid", root["cid"]))


def _ancestors(record: Mapping[str, Any]) -> dict[str, dict[str, str]]:
    """The first post of the thread and the one it answers, the nearest last."""
    found = {}
    for name in ("root", "parent"):
        told = _object(_of(record.get("reply"), name))
        uri, cid = posts.words(told.get("uri"), 500), posts.words(told.get("cid"), 200)
        if _URI.fullmatch(uri) and _CID.fullmatch(cid):
            found[name] = {"uri": uri, "cid": cid}
    return found


def _handle(author: Mapping[str, Any]) -> str:
    handle = posts.words(author.get("handle"), 300).casefold()
    return handle if _HANDLE.fullmatch(handle) and handle != _NO_HANDLE else ""


def _name(author: Mapping[str, Any], handle: str) -> str:
    shown = posts.words(author.get("displayName"), 200).strip()
    called = f"@{handle}" if handle else ""
    return f"{shown} ({called})" if shown and called else shown or called


def _is_machine(author: Mapping[str, Any], did: str) -> bool:
    """Whether the account says of itself that no person writes there."""
    labels = author.get("labels")
    marks = [_object(one) for one in labels] if isinstance(labels, list) else []
    return any(one.get("val") == "bot" and one.get("src") == did for one in marks)


def _pictures(record: Mapping[str, Any]) -> list[str]:
    """What its pictures show, as their writer described them."""
    images = _object(record.get("embed")).get("images")
    listed = images[:10] if isinstance(images, list) else []
    told = (posts.words(_of(one, "alt"), 2000).strip() for one in listed)
    return [f"[{one}]" for one in told if one]


def _object(told: Any) -> Mapping[str, Any]:
    return told if isinstance(told, dict) else {}


def _of(told: Any, name: str) -> Any:
    return told.get(name) if isinstance(told, dict) else None
