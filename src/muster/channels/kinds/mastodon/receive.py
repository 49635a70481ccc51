"""What somebody wrote to us, out of a notification of the server. Bounded, and never an error.

The server vouches for the account: a name is never given to somebody else there, and other servers sign
what theirs write.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from muster.channels import posts
from muster.channels.base import Incoming
from muster.channels.kinds.mastodon import words

_ACCOUNT: Final = re.compile(r"[\w.-]{1,100}@[\w.-]{1,253}(:\d{1,5})?")
_IDENTITY: Final = re.compile(r"[\w-]{1,60}")
_LARGEST: Final = 60_000
_OPEN_TO_ALL: Final = frozenset({"public", "unlisted"})


def incoming(
    note: Any, *, me: str, home: str, ancestors: tuple[str, ...] = (), now: datetime
) -> Incoming | None:
    """Read one notification; None if nobody wrote anything, or we did ourselves.

    ``home`` is the name of our server, which names of its own accounts leave out.
    """
    told = note if isinstance(note, dict) else {}
    status, account = _object(told.get("status")), _object(told.get("account"))
    writer, number = name(account, home=home), posts.words(status.get("id"), 100)
    if told.get("type") != "mention" or not (writer and _IDENTITY.fullmatch(number)):
        return None
    if writer == me:
        return None
    html = posts.words(status.get("content"), _LARGEST)
    whole = "\n\n".join(filter(None, [words.plain(html), *_pictures(status)]))
    visibility = posts.words(status.get("visibility"), 20)
    return Incoming(
        channel="mastodon",
        sender=f"mastodon:{writer}",
        recipients=(f"mastodon:{me}",),
        subject=posts.words(status.get("spoiler_text"), 500),
        text=whole[: posts.LONGEST],
        html="",
        message_id=identity(status, home=home),
        references=ancestors,
        auto=account.get("bot") is True,
        received_at=posts.moment(told.get("created_at"), now=now),
        raw_size=len(html.encode("utf-8", "replace")),
        headers=(("status", number), ("visibility", visibility), ("handle", writer)),
        sender_name=_shown(account, writer),
        truncated=len(whole) > posts.LONGEST or len(html) >= _LARGEST,
        address=f"mastodon:{writer}",
        followers=posts.followers(account.get("followers_count")),
        link=posts.web_page(status.get("url")),
        public=visibility in _OPEN_TO_ALL,
    )


def name(account: Mapping[str, Any], *, home: str) -> str:
    """An account as the whole network names it; empty where it has no such name."""
    told = posts.words(account.get("acct"), 400).strip().casefold()
    whole = told if "@" in told else f"{told}@{home}"
    return whole if _ACCOUNT.fullmatch(whole) else ""


def identity(status: Mapping[str, Any], *, home: str) -> str:
    """What one status is called on every server; where it does not say, what it is called on ours."""
    told = posts.words(status.get("uri"), 1000).strip()
    number = posts.words(status.get("id"), 100)
    return told if told and len(told) <= 250 and " " not in told else f"{number}@{home}"


def _shown(account: Mapping[str, Any], writer: str) -> str:
    shown = posts.words(account.get("display_name"), 200).strip()
    return f"{shown} (@{writer})" if shown else f"@{writer}"


def _pictures(status: Mapping[str, Any]) -> list[str]:
    """What its pictures show, as their writer described them."""
    attached = status.get("media_attachments")
    listed = attached[:10] if isinstance(attached, list) else []
    told = (posts.words(_object(one).get("description"), 2000).strip() for one in listed)
    return [f"[{one}]" for one in told if one]


def _object(told: Any) -> Mapping[str, Any]:
    return told if isinstance(told, dict) else {}
