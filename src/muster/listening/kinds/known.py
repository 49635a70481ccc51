"""Every kind of source by name: what its address looks like, and what listens there.

A hook has neither: whoever hears something there calls us.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from muster.listening.kinds.bluesky import place as bluesky
from muster.listening.kinds.feed import fetch as feed
from muster.listening.kinds.mastodon import place as mastodon
from muster.listening.kinds.wire import Listen

NAMES: Final = ("bluesky", "mastodon", "feed", "hook")
CHECKED: Final[dict[str, Callable[[str], str]]] = {
    "bluesky": bluesky.checked,
    "mastodon": mastodon.checked,
    "feed": feed.checked,
}
LOOKS_LIKE: Final = {
    "bluesky": bluesky.LOOKS_LIKE,
    "mastodon": mastodon.LOOKS_LIKE,
    "feed": feed.LOOKS_LIKE,
}


def listens(kind: str) -> Listen:
    """What hears a kind. Its wire is loaded by the process that listens, and by no other."""
    if kind == "bluesky":
        from muster.listening.kinds.bluesky import listen as by_socket

        return by_socket.listen
    if kind == "mastodon":
        from muster.listening.kinds.mastodon import listen as by_events

        return by_events.listen
    from muster.listening.kinds.feed import listen as by_asking

    return by_asking.listen
