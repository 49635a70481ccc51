"""Reads a feed, RSS or Atom, as far as it can be read. Bounded; what has no name and no words is no entry."""

from __future__ import annotations

import calendar
import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final

from muster.channels import posts
from muster.listening.post import LONGEST, MOST_TAGS, Post, believed, plain

MOST: Final = 500


class Broken(ValueError):
    """This is no feed."""


def entries(body: bytes) -> list[Mapping[str, Any]]:
    """The entries of a feed, as its page lists them. Raises Broken."""
    import feedparser

    # Its own cleaning of HTML is not needed: nothing of it is kept as markup.
    found = feedparser.parse(body, sanitize_html=False, resolve_relative_uris=False)
    if not found.entries and not found.get("version"):
        raise Broken("this is no feed")
    return list(found.entries[:MOST])


def name(told: Mapping[str, Any]) -> str:
    """What an entry is called, always the same."""
    named = posts.words(told.get("id") or told.get("link"), 2000)
    if len(named) <= 500:
        return named
    return hashlib.sha256(named.encode()).hexdigest()


def post(told: Mapping[str, Any], *, address: str, now: datetime) -> Post | None:
    """One entry as a post; None where it has no name, or no words."""
    uri, link = name(told), posts.web_page(told.get("link"))
    title, summary = plain(posts.words(told.get("title")), 500), plain(_body(told))
    text = "\n".join(dict.fromkeys(filter(None, [title, summary])))[:LONGEST]
    if not uri or not text:
        return None
    writer = plain(posts.words(told.get("author"), 200), 200)
    return Post(
        network="feed",
        uri=uri,
        author=f"feed:{(writer or address)[:300]}",
        name=writer,
        text=text,
        at=believed(_moment(told), now=now),
        tags=_tags(told),
        link=link[:1000],
    )


def _body(told: Mapping[str, Any]) -> str:
    content = told.get("content")
    first = content[0].get("value") if isinstance(content, list) and content else ""
    return posts.words(told.get("summary") or first, LONGEST * 4)


def _moment(told: Mapping[str, Any]) -> datetime | None:
    parsed = told.get("published_parsed") or told.get("updated_parsed")
    try:
        return datetime.fromtimestamp(calendar.timegm(parsed), tz=UTC) if parsed else None
    except (ValueError, OverflowError, TypeError):
        return None


def _tags(told: Mapping[str, Any]) -> tuple[str, ...]:
    listed = told.get("tags")
    terms = [one.get("term") for one in listed[:MOST_TAGS]] if isinstance(listed, list) else []
    return tuple(found for one in terms if (found := posts.words(one, 100).replace(" ", "")))
