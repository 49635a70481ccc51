"""A mention that listening heard, as the message it is to us: what matching, threading and answering go by. Pure.

It has the name that the network gave the post, so that the same post out of our account’s notifications is the
same message.
"""

from __future__ import annotations

from typing import Final

from muster.channels import posts
from muster.channels.base import Incoming
from muster.listening.models import Mention

# What an answer has to name; the rest of what was told stays with the mention.
_KEPT: Final = ("uri", "did", "handle", "cid", "root", "root-cid", "status", "visibility")


def can_be_answered(mention: Mention) -> bool:
    """Tell whether there is a way back to whoever wrote it."""
    return mention.network in posts.KINDS


def incoming(mention: Mention, *, ours: posts.Account | None) -> Incoming:
    """The mention as a message. ``ours`` is our account on its network, if there is one."""
    told = {name: str(mention.told.get(name) or "") for name in _KEPT}
    if mention.network == "mastodon" and not _at_home(mention, ours):
        # A status has its number on one server only; elsewhere it would name another’s words.
        told["status"] = ""
    above = [told["root"], mention.answers] if mention.network == "bluesky" else []
    return Incoming(
        channel=mention.network,
        sender=mention.handle or mention.author,
        recipients=(),
        subject="",
        text=mention.text,
        html="",
        message_id=mention.uri,
        references=tuple(dict.fromkeys(one for one in above if one)),
        auto=mention.told.get("bot") == "yes",
        received_at=mention.at,
        raw_size=len(mention.text.encode("utf-8", "replace")),
        headers=tuple((name, value) for name, value in told.items() if value),
        sender_name=_shown(mention),
        address=mention.author,
        followers=mention.reach,
        link=posts.web_page(mention.link),
        public=True,
    )


def _at_home(mention: Mention, ours: posts.Account | None) -> bool:
    source = mention.source
    return ours is not None and source is not None and source.address.startswith(f"{ours.base}/")


def _shown(mention: Mention) -> str:
    called = mention.handle.partition(":")[2]
    called = f"@{called}" if called and not called.startswith("did:") else ""
    return f"{mention.name} ({called})" if mention.name and called else mention.name or called
