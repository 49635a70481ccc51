"""Our accounts on public networks: which there are, what an answer looks like there, and what it leaves by.

Nothing leaves by them but one answer of one of us to one post; there is no broadcast to a network.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Protocol

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from muster.channels import posts
from muster.channels.base import Outgoing, Receipt
from muster.channels.kinds.bluesky import record
from muster.channels.kinds.bluesky import send as bluesky
from muster.channels.kinds.bluesky import target as bluesky_target
from muster.channels.kinds.mastodon import send as mastodon
from muster.channels.kinds.mastodon import target as mastodon_target
from muster.channels.kinds.mastodon import words as status
from muster.channels.posts import Account, NotAnAccount
from muster.delivery.models import Direct
from muster.kit.errors import Refused
from muster.kit.health import Finding

NAMES: Final = {"bluesky": "Bluesky", "mastodon": "Mastodon"}
# Where the key of an answer never ends, a try whose fate is unknown may be made again (D9).
REPEATABLE: Final = frozenset({"bluesky"})
_LOG = logging.getLogger(__name__)


class TooLongForIt(Refused):
    """More signs than the network takes in one post."""

    def __init__(self, kind: str, over: int) -> None:
        words = ngettext(
            "One sign too many: an answer on %(network)s has room for %(room)s. Nothing was sent.",
            "%(over)s signs too many: an answer on %(network)s has room for %(room)s. Nothing was sent.",
            over,
        )
        told = {"over": over, "network": NAMES[kind], "room": posts.ROOM[kind]}
        super().__init__(words % told, field="text")


class NoPostToAnswer(Refused):
    """What an answer would have to name was not told, or was erased."""

    def __init__(self) -> None:
        words = _("The post to answer is not known any more. Nothing was sent.")
        super().__init__(words, field="text")


class Way(Protocol):
    """What single messages of one network leave by."""

    def send(self, message: Outgoing) -> Receipt:
        """Hand over one message. Raises NotSent if it certainly did not leave."""


@dataclass(frozen=True, slots=True)
class _Network:
    """One network’s own code, behind one shape."""

    setting: str
    parse: Callable[[str], Account]
    way: Callable[[Account], Way]
    said: Callable[[bytes], str]


_NETWORKS: Final = {
    "bluesky": _Network(
        "MUSTER_BLUESKY_URL", bluesky_target.parse, bluesky.Sender, record.words
    ),
    "mastodon": _Network(
        "MUSTER_MASTODON_URL", mastodon_target.parse, mastodon.Sender, status.said
    ),
}  # fmt: skip


def account(kind: str) -> Account | None:
    """Our account on one network, if one is set. Raises NotAnAccount."""
    network = _NETWORKS[kind]
    url = getattr(settings, network.setting)
    return network.parse(url) if url else None


def ways() -> dict[str, Way]:
    """What live answers leave by; a setting that is wrong stops nothing else."""
    found: dict[str, Way] = {}
    for kind, network in _NETWORKS.items():
        try:
            ours = account(kind)
        except NotAnAccount as problem:
            _LOG.warning("%s", problem)
            continue
        if ours is not None:
            found[kind] = network.way(ours)
    return found


def length(kind: str, text: str, *, address: str) -> int:
    """How many signs an answer has on its network, with all that is put before it."""
    if kind == "mastodon":
        return status.length(status.addressed(text, address=address))
    return posts.signs(text)


def room(kind: str, *, address: str) -> int:
    """How many signs are left for the words of whoever answers."""
    begun = length(kind, "", address=address)
    return posts.ROOM[kind] - begun


def written(
    kind: str, text: str, *, address: str, answers: Mapping[str, str], at: datetime
) -> bytes:
    """An answer as it will leave. ``answers`` is what was kept of the post it answers. Raises Refused."""
    over = length(kind, text, address=address) - posts.ROOM[kind]
    if over > 0:
        raise TooLongForIt(kind, over)
    try:
        if kind == "mastodon":
            return status.reply(text, address=address, answers=answers)
        return record.reply(text, answers=answers, at=at)
    except KeyError as error:
        raise NoPostToAnswer from error


def said(address: str, raw: bytes) -> str | None:
    """What somebody would have read of an answer on a network; None where it is no such answer."""
    network = _NETWORKS.get(posts.channel_of(address))
    if network is None:
        return None
    # What was blanked says nothing.
    return network.said(raw) if raw else ""


def outgoing(row: Direct) -> Outgoing:
    """One answer ready to leave, under a key that is the same on every try."""
    bluesky_key = posts.channel_of(row.address) == "bluesky"
    name = record.key(row.created_at, row.pk) if bluesky_key else row.message_id
    return Outgoing(row.pk, "", row.address, bytes(row.raw), name)


def question(kind: str) -> Finding:
    """Asked by ``muster check``. Not everybody is on a network, so its want blocks nothing."""
    name = f"delivery: {kind}"
    try:
        ours = account(kind)
    except NotAnAccount as problem:
        fix = _("Mend that setting.")
        return Finding(name, ok=False, words=str(problem), fix=fix, blocking=False)
    if ours is None:
        words = _("No account on %(network)s is set.") % {"network": NAMES[kind]}
        return Finding(name, ok=True, words=words)
    words = _("Posts on %(network)s are read and answered at %(host)s.")
    told = {"network": NAMES[kind], "host": ours.host}
    return Finding(name, ok=True, words=words % told)
