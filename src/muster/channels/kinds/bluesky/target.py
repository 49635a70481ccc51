"""Our account: bluesky://handle:app-password@host, where the host is the server that keeps it (its PDS)."""

from __future__ import annotations

from typing import Final

from muster.channels import posts
from muster.channels.posts import Account, NotAnAccount

_LOOKS_LIKE: Final = (
    "MUSTER_BLUESKY_URL looks like bluesky://handle.example:app-password@bsky.social"
)
# Where people read posts; “?web=” names another place.
_WEB: Final = "https://bsky.app"


def parse(url: str) -> Account:
    """Read MUSTER_BLUESKY_URL. Raises NotAnAccount."""
    found = posts.account(url, kind="bluesky", looks_like=_LOOKS_LIKE, web=_WEB)
    if not found.name:
        raise NotAnAccount(_LOOKS_LIKE)
    return found
