"""Who accounts are today: what they are called, and how many follow them, as the network says when asked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from muster.channels import posts
from muster.channels.base import NotSent
from muster.channels.kinds.bluesky.session import session
from muster.channels.posts import Account

_PROFILES: Final = "app.bsky.actor.getProfiles"
_NO_HANDLE: Final = "handle.invalid"


class Profile(NamedTuple):
    """One account; what the network does not say stays empty, and is not nought."""

    handle: str
    name: str
    followers: int | None


def read(account: Account, dids: Sequence[str]) -> dict[str, Profile]:
    """The profiles of up to twenty-five accounts, by the name that stays. Raises NotSent or Unanswered."""
    answer = session(account).ask("GET", _PROFILES, params={"actors": list(dids)})
    listed = answer.fields.get("profiles")
    if not answer.well or not isinstance(listed, list):
        raise NotSent(f"profiles could not be read: {answer.words}")
    found = {}
    for one in listed:
        if isinstance(one, dict):
            handle = posts.words(one.get("handle"), 300).casefold()
            found[posts.words(one.get("did"), 300)] = Profile(
                "" if handle == _NO_HANDLE else handle,
                posts.words(one.get("displayName"), 200).strip(),
                posts.followers(one.get("followersCount")),
            )
    return found


def own(account: Account) -> tuple[str, Profile | None]:
    """Our own account: the name that stays, and its profile. Raises NotSent or Unanswered."""
    did = session(account).did
    return did, read(account, [did]).get(did)
