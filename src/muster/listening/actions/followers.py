"""Counts who follows our accounts, again and again; a count that fails is no row, never nought."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Final

from muster.channels.base import NotSent
from muster.channels.calls import Unanswered
from muster.channels.kinds.bluesky import profiles
from muster.channels.kinds.mastodon import profile
from muster.listening import accounts
from muster.listening.models import Followers

_LOG = logging.getLogger(__name__)


def count(*, at: datetime) -> int:
    """Ask each network once; returns how many accounts were counted."""
    counted = 0
    for network, ask in _ASKED.items():
        try:
            for account, handle, number in ask():
                Followers.objects.create(
                    network=network, account=account, handle=handle, at=at, count=number
                )
                counted += 1
        except (NotSent, Unanswered) as problem:
            _LOG.warning("followers on %s could not be counted: %s", network, problem)
    return counted


def _bluesky() -> Iterator[tuple[str, str, int]]:
    ours = accounts.bluesky()
    if ours is None:
        return
    did, found = profiles.own(ours)
    if found is not None and found.followers is not None:
        yield f"bluesky:{did}", f"bluesky:{found.handle}" if found.handle else "", found.followers


def _mastodon() -> Iterator[tuple[str, str, int]]:
    ours = accounts.mastodon()
    if ours is None:
        return
    name, number = profile.own(ours)
    if number is not None:
        yield f"mastodon:{name}", f"mastodon:{name}", number


_ASKED: Final[dict[str, Callable[[], Iterator[tuple[str, str, int]]]]] = {
    "bluesky": _bluesky,
    "mastodon": _mastodon,
}
