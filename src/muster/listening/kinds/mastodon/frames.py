"""Reads a Mastodon server’s events and statuses. Only what everybody may read becomes a post."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any, Final

from muster.channels import posts
from muster.channels.kinds.mastodon import receive, words
from muster.listening.post import LONGEST, MOST_TAGS, Post, believed

_OPEN_TO_ALL: Final = frozenset({"public", "unlisted"})
_LARGEST: Final = 60_000


class Broken(ValueError):
    """An event that says it carries a status and does not."""


def events(lines: Iterable[str]) -> Iterator[tuple[str, str] | None]:
    """The events of a stream, each a name and its data; None for a sign of life between them."""
    name = ""
    data: list[str] = []
    for line in lines:
        if not line:
            if name or data:
                yield name, "\n".join(data)
            name, data = "", []
        elif line.startswith(":"):
            yield None
        elif line.startswith("event:"):
            name = line[6:].strip()
        elif line.startswith("data:"):
            data.append(line[5:].removeprefix(" "))


def status(name: str, data: str) -> Mapping[str, Any] | None:
    """The status that an event brings; None for the many that bring none. Raises Broken."""
    if name not in {"update", "notification"}:
        return None
    try:
        told = json.loads(data)
    except (ValueError, RecursionError) as problem:
        raise Broken("no JSON") from problem
    if not isinstance(told, dict):
        raise Broken("no object")
    found = told.get("status") if name == "notification" else told
    if found is None and name == "notification":
        return None
    if not isinstance(found, dict) or not posts.words(found.get("id"), 100):
        raise Broken("no status")
    return found


def post(told: Mapping[str, Any], *, home: str, now: datetime) -> Post | None:
    """A status as a post; None where not everybody may read it, or it repeats another’s."""
    account = told.get("account")
    writer = receive.name(account, home=home) if isinstance(account, dict) else ""
    visible = posts.words(told.get("visibility"), 20)
    if not writer or not isinstance(account, dict) or visible not in _OPEN_TO_ALL:
        return None
    if told.get("reblog"):
        return None
    spoiler = posts.words(told.get("spoiler_text"), 500)
    text = words.plain(posts.words(told.get("content"), _LARGEST))
    whole = "\n".join(filter(None, [spoiler, text]))[:LONGEST]
    return Post(
        network="mastodon",
        uri=receive.identity(told, home=home),
        author=f"mastodon:{writer}",
        handle=f"mastodon:{writer}",
        name=posts.words(account.get("display_name"), 200).strip(),
        text=whole,
        at=believed(posts.parsed(told.get("created_at")), now=now),
        tags=_tags(told),
        link=posts.web_page(told.get("url")),
        answers=posts.words(told.get("in_reply_to_id"), 100),
        reach=posts.followers(account.get("followers_count")),
        told={
            "status": posts.words(told.get("id"), 100),
            "visibility": visible,
            "handle": writer,
            # The number holds on this server only.
            "home": home,
            **({"bot": "yes"} if account.get("bot") is True else {}),
        },
    )


def later(one: str, other: str) -> str:
    """The later of two numbers of statuses, which only ever grow."""
    return max(one, other, key=lambda number: (len(number), number))


def _tags(told: Mapping[str, Any]) -> tuple[str, ...]:
    listed = told.get("tags")
    named = (
        [one.get("name") for one in listed if isinstance(one, dict)]
        if isinstance(listed, list)
        else []
    )
    return tuple(posts.words(one, 100) for one in named[:MOST_TAGS] if posts.words(one, 100))
