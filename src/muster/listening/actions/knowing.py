"""Learns what Bluesky’s stream does not tell: what an account is called today, and how many follow it.

Only of those who named a topic of ours, through the account that answers there; without one it stays unknown.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from muster.activity import actions as activity
from muster.channels.base import NotSent
from muster.channels.calls import Unanswered
from muster.channels.kinds.bluesky import profiles
from muster.channels.kinds.bluesky.profiles import Profile
from muster.listening import accounts
from muster.listening.actions import curves
from muster.listening.actions.hear import fact
from muster.listening.models import Hearing, Mention
from muster.people.models import IdentityKey

_AT_ONCE: Final = 25
_MOST: Final = 40
# Whoever is not known after that long stays so: the account may be gone.
_LATEST: Final = timedelta(hours=1)
_LOG = logging.getLogger(__name__)


def know(*, at: datetime) -> int:
    """Ask for everybody who is not known yet, some at a time; returns how many mentions are."""
    account = accounts.bluesky()
    if account is None:
        return 0
    total = 0
    for _round in range(_MOST):
        dids = _unknown(at)
        if not dids:
            break
        try:
            found = profiles.read(account, dids)
        except (NotSent, Unanswered) as problem:
            _LOG.warning("profiles could not be read: %s", problem)
            break
        total += _learn(dids, found)
    return total


def _unknown(at: datetime) -> list[str]:
    some = Mention.objects.filter(network="bluesky", handle="", heard_at__gte=at - _LATEST)
    authors = some.order_by("author").values_list("author", flat=True).distinct()
    return [one.removeprefix("bluesky:") for one in authors[:_AT_ONCE]]


@transaction.atomic
def _learn(dids: Sequence[str], found: dict[str, Profile]) -> int:
    authors = [f"bluesky:{one}" for one in dids]
    rows = Mention.objects.select_for_update().filter(author__in=authors, handle="")
    mentions = list(rows.order_by("id"))
    handles = [f"bluesky:{one.handle}" for one in found.values() if one.handle]
    keys = dict(
        IdentityKey.objects.filter(
            kind="handle", value__in=handles, person__isnull=False
        ).values_list("value", "id")
    )
    fresh = []
    for one in mentions:
        profile = found.get(one.author.removeprefix("bluesky:"))
        # An account that names no handle is called by the name that stays.
        one.handle = f"bluesky:{profile.handle}" if profile and profile.handle else one.author
        if profile is None:
            continue
        one.name, one.reach = profile.name, profile.followers
        one.told = {**one.told, "handle": profile.handle}
        if one.key_id is None and one.handle in keys:
            one.key_id = keys[one.handle]
            fresh.append(fact(one, one.key_id))
    Mention.objects.bulk_update(mentions, ["handle", "name", "reach", "told", "key"])
    touched = Hearing.objects.filter(mention__in=mentions).values_list("topic_id", "at")
    curves.counted(touched)
    activity.append(fresh)
    return len(mentions)
