"""Our own accounts on public networks, as this installation is set up. What they say of us is no news."""

from __future__ import annotations

from django.conf import settings

from muster.channels.kinds.bluesky import target as bluesky_target
from muster.channels.kinds.mastodon import target as mastodon_target
from muster.channels.posts import Account, NotAnAccount


def bluesky() -> Account | None:
    """Our account on Bluesky, if one is set and can be read."""
    url = settings.MUSTER_BLUESKY_URL
    try:
        return bluesky_target.parse(url) if url else None
    except NotAnAccount:
        return None


def mastodon() -> Account | None:
    """The same on Mastodon."""
    url = settings.MUSTER_MASTODON_URL
    try:
        return mastodon_target.parse(url) if url else None
    except NotAnAccount:
        return None
