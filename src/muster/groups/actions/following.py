"""Follows the log: whoever joined by another way than our form, or moved, comes to the team of their region."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.db import transaction

from muster.activity import actions as activity
from muster.activity import queries as log
from muster.activity.facts import TimelineFact
from muster.groups.actions.placing import place_all
from muster.groups.models import Group, Membership
from muster.kit.actors import system
from muster.people.models import IdentityKey

CURSOR: Final = "groups.place"
# Its teams are locked for as long as a batch takes, and somebody at the door may wait for that.
BATCH: Final = 1_000
# A log of many years is read in the course of some hours, and nothing else waits for it.
BATCHES: Final = 100


def follow(*, at: datetime) -> int:
    """Read what is new, a thousand in a transaction. Returns how many were looked at; safe to run twice."""
    looked = 0
    for _batch in range(BATCHES):
        with transaction.atomic():
            facts, position = log.since(CURSOR, limit=BATCH)
            if not facts:
                break
            keys = _placeable(facts)
            place_all(keys=keys, by=system("groups"), at=at)
            looked += len(keys)
            activity.advance(CURSOR, to=position)
    return looked


def _placeable(facts: list[TimelineFact]) -> set[int]:
    """The keys of whoever joined, or is in a team by postcode and changed their place."""
    joined = {one.key_id for one in facts if one.kind == "person.joined"}
    moved = {
        one.key_id
        for one in facts
        if one.kind == "person.changed" and "region" in str(one.data.get("fields", ""))
    }
    if not moved:
        return joined
    placed = Membership.objects.filter(
        key__person__keys__in=moved, left_at=None, group__kind=Group.Kind.REGION, how="postcode"
    ).values("key__person")
    keys = IdentityKey.objects.filter(pk__in=moved, person__in=placed)
    return joined | set(keys.values_list("pk", flat=True))
