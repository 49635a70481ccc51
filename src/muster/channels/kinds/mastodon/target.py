"""Our account: mastodon://access-token@server. The token may read notifications and write statuses."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from muster.channels import posts
from muster.channels.calls import Line
from muster.channels.posts import Account

_LOOKS_LIKE: Final = "MUSTER_MASTODON_URL looks like mastodon://access-token@social.example"


def parse(url: str) -> Account:
    """Read MUSTER_MASTODON_URL. Raises NotAnAccount."""
    return posts.account(url, kind="mastodon", looks_like=_LOOKS_LIKE)


@lru_cache(maxsize=8)
def line(account: Account) -> Line:
    """The line to the server of an account in this process."""
    return Line(account.base)


def key(account: Account) -> dict[str, str]:
    """What opens the account."""
    return {"Authorization": f"Bearer {account.secret}"}
