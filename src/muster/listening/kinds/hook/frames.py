"""Reads one call of the hook: ``{"posts": [{id, author, text, …}]}``. What is wrong in it is counted, the rest kept."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from muster.channels import posts
from muster.listening.post import LONGEST, MOST_TAGS, Post, believed

MOST: Final = 1000


class BadCall(ValueError):
    """The whole call cannot be read; the message says why."""


def read(body: bytes, *, source: int, now: datetime) -> tuple[list[Post], int]:
    """Return the posts of a call, and how many of it are none. Raises BadCall."""
    try:
        told = json.loads(body)
    except (ValueError, RecursionError) as problem:
        raise BadCall("the body is no JSON") from problem
    listed = told.get("posts") if isinstance(told, dict) else None
    if not isinstance(listed, list):
        raise BadCall("the body has no list “posts”")
    if len(listed) > MOST:
        raise BadCall(f"at most {MOST} posts fit in one call")
    found = [_post(one, source=source, now=now) for one in listed]
    kept = [one for one in found if one is not None]
    return kept, len(found) - len(kept)


def _post(told: Any, *, source: int, now: datetime) -> Post | None:
    if not isinstance(told, dict):
        return None
    number = _line(told, "id", 300)
    author, text = _line(told, "author", 250), posts.words(told.get("text"), LONGEST).strip()
    if not (number and author and text):
        return None
    return Post(
        network="hook",
        uri=f"{source}:{number}",
        author=author if ":" in author else f"hook:{author}",
        handle=author if ":" in author else "",
        name=_line(told, "name", 200),
        text=text,
        at=believed(posts.parsed(told.get("at")), now=now),
        tags=_tags(told),
        link=posts.web_page(told.get("link"))[:1000],
        reach=posts.followers(told.get("followers")),
    )


def _line(told: Mapping[str, Any], name: str, most: int) -> str:
    value = told.get(name)
    text = str(value) if isinstance(value, int) and not isinstance(value, bool) else value
    return " ".join(posts.words(text, most).split())


def _tags(told: Mapping[str, Any]) -> tuple[str, ...]:
    listed = told.get("tags")
    named = listed[:MOST_TAGS] if isinstance(listed, list) else []
    return tuple(found for one in named if (found := posts.words(one, 100).lstrip("#")))
