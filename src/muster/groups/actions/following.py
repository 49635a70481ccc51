"""Follows the log: whoever joined by another way than our form, or moved, comes to the team of their region."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.db import transaction

from muster.activity import actions as activity
from muster.activity import queries as log
from muster.activity.facts import TimelineFact
from muster.groups.actions.membership import place
from muster.groups.models import Group, Membership
from muster.kit.actors import system
from muster.people.models import IdentityKey

CURSOR: Final = "groups.place"
BATCH: Final = 5_000
# A log of many years is read in the course of some hours, and nothing else waits for it.
BATCHES: Final = 20


def follow(*, at: datetime) -> int:
    """Read what is new, some thousands in a transaction. Returns how many were looked at; safe to run twice."""
    looked = 0
    for _batch in range(BATCHES):
        with transaction.atomic():
            facts, position = log.since(CURSOR, limit=BATCH)
            if not facts:
                break
            for key in _placeable(facts):
                if key.person is not None:
                    place(person=key.person, key=key, by=system("groups"), at=at)
                    looked += 1
            activity.advance(CURSOR, to=position)
    return looked


def _placeable(facts: list[TimelineFact]) -> list[IdentityKey]:
    """One key for each person who joined, or who is in a team by postcode and changed their place."""
    joined = {one.key_id for one in facts if one.kind == "person.joined"}
    moved = {
        one.key_id
        for one in facts
        if one.kind == "person.changed" and "region" in str(one.data.get("fields", ""))
    }
    if not joined and not moved:
        return []
    placed = Membership.objects.filter(
        key__person__keys__in=moved, left_at=None, group__kind=Group.Kind.REGION, how="postcode"
    ).values("key__person")
    keys = IdentityKey.objects.select_related("person__region").order_by("id")
    found = [*keys.filter(pk__in=joined), *keys.filter(pk__in=moved, person__in=placed)]
    return list({one.person_id: one for one in found}.values())
