"""Looks at our accounts on public networks for what was written to us, as a worker does each minute.

A minute is soon enough where hours are promised, needs no process of its own, and asks each network less
than any of them allows.
"""

import logging
from datetime import datetime, timedelta
from typing import Final

from muster.channels.base import NotSent
from muster.channels.calls import Unanswered
from muster.channels.kinds.bluesky import reading as bluesky
from muster.channels.kinds.mastodon import reading as mastodon
from muster.channels.posts import NotAnAccount, Unreadable
from muster.delivery import networks
from muster.inbox import actions, doors

# Other jobs wait while one that does not answer is waited for: after this long it is asked less often.
_SOON: Final = timedelta(minutes=5)
_SELDOM: Final = 5
_READERS: Final = {"bluesky": bluesky.read, "mastodon": mastodon.read}
_LOG = logging.getLogger(__name__)


def look(name: str, *, at: datetime) -> int:
    """Take in what is new on one network; returns how many posts were. Trouble is written at its door."""
    try:
        account = networks.account(name)
        if account is None or _rests(name, at):
            return 0
        batches = _READERS[name](account, doors.mark(name), now=at)
        return sum(len(actions.take_posts(door=name, batch=batch, at=at)) for batch in batches)
    except (NotAnAccount, NotSent, Unanswered, Unreadable) as problem:
        _LOG.warning("%s could not be read: %s", name, problem)
        actions.failed(name=name, trouble=str(problem), at=at)
        return 0


def _rests(name: str, at: datetime) -> bool:
    since = doors.troubled_since(name)
    return since is not None and at - since > _SOON and at.minute % _SELDOM != 0


def is_set(name: str) -> bool:
    """Tell whether this installation reads that network."""
    try:
        return networks.account(name) is not None
    except NotAnAccount:
        return True
