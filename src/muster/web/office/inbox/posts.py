"""What a public post adds to the inbox page: where it stands, who can read it, how much room an answer has."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from muster.channels import posts
from muster.delivery import networks
from muster.delivery import queries as delivery

if TYPE_CHECKING:
    from muster.delivery.models import Direct
    from muster.inbox.models import Conversation, InboxMessage


def whole(conversation: Conversation) -> dict[str, Any]:
    """What the page of a thread on a network says; nothing for any other thread."""
    kind = conversation.channel
    if kind not in posts.KINDS:
        return {}
    address = conversation.address
    room = networks.room(kind, address=address) if address else posts.ROOM[kind]
    theirs = conversation.messages.filter(direction="in", auto=False).order_by("at", "id").last()
    return {
        # An answer is as visible as what it answers.
        "public": theirs is not None and bool(theirs.headers.get("public")),
        "network": networks.NAMES[kind],
        "room": room,
        "account": conversation.name or address,
        # Of Mastodon a link counts the same however long it is.
        "link_counts": 23 if kind == "mastodon" else 0,
    }


def ends(entries: Iterable[InboxMessage]) -> dict[str, Direct]:
    """What became of each of our answers on a network, by its name."""
    ours = [one for one in entries if one.direction == "out"]
    names = [one.message_id for one in ours if one.conversation.channel in posts.KINDS]
    return delivery.directs_of(names) if names else {}


def entry(message: InboxMessage, end: Direct | None) -> dict[str, Any]:
    """Where one entry stands on the web, and what became of it if it is ours."""
    kind = message.conversation.channel
    if kind not in posts.KINDS:
        return {}
    theirs = message.direction == "in"
    where = message.headers.get("link", "") if theirs else end.detail if end and end.kind else ""
    return {
        "network": networks.NAMES[kind],
        "link": posts.web_page(where),
        "reader": _reader(message) if theirs else "",
        "fate": "" if end is None else end.kind or "waiting",
        "why": end.detail if end and end.kind in {"refused", "unknown", "expired"} else "",
    }


def _reader(message: InboxMessage) -> str:
    if message.headers.get("public"):
        return _("Public: everybody can read it.")
    if message.headers.get("visibility") == "direct":
        return _("Only for us.")
    return _("Not public: only those who follow can read it.")
