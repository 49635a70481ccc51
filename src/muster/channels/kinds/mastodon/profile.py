"""Our own account on Mastodon as its server shows it: what it is called, and how many follow it."""

from __future__ import annotations

from muster.channels import posts
from muster.channels.base import NotSent
from muster.channels.kinds.mastodon import receive
from muster.channels.kinds.mastodon.target import key, line
from muster.channels.posts import Account


def own(account: Account) -> tuple[str, int | None]:
    """Its whole name and its followers. Raises NotSent or Unanswered."""
    spoken, opened = line(account), key(account)
    told = spoken.ask("GET", "/api/v1/instance", headers=opened).fields
    home = posts.words(told.get("uri"), 300).removeprefix("https://").strip("/").casefold()
    answer = spoken.ask("GET", "/api/v1/accounts/verify_credentials", headers=opened)
    name = receive.name(answer.fields, home=home or account.host)
    if not answer.well or not name:
        raise NotSent(f"our account could not be read: {answer.words}")
    return name, posts.followers(answer.fields.get("followers_count"))
