"""Says who looks after whom, one at a time or shared out evenly, and that a leader spoke to somebody."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from muster.accounts.models import Staff
from muster.activity import actions as activity
from muster.activity.facts import NewFact
from muster.audit import actions as audit
from muster.groups import leading_errors as errors
from muster.groups import point_people
from muster.groups.leading import Lead
from muster.groups.models import Group, Leadership, Membership, PointPerson
from muster.kit.actors import Doer
from muster.kit.errors import NotFound
from muster.kit.scope import Scope, entered
from muster.people.models import IdentityKey

WAYS: Final[dict[str, Promise]] = {"met": _("We met"), "wrote": _("I wrote to them")}


@transaction.atomic
def point(*, group: Group, membership: int, leader: int | None, by: Doer, at: datetime) -> None:
    """Let a leader, by their key, look after a member from now on; None lets nobody."""
    if isinstance(by, Lead):
        by.needs("welcome")
    with entered(Scope.EVERYONE):
        Group.objects.select_for_update().get(pk=group.pk)
        key = _member(group, membership, by)
        whom = _leader(group, leader) if leader is not None else None
        if whom is not None and whom.person_id == key.person_id:
            raise errors.NotTheirOwn
        _end(group, key, at)
        if whom is not None:
            PointPerson.objects.create(group=group, key=key, leader=whom, from_at=at)
    audit.record(
        by=by, verb="point-person.set", subject=str(group), at=at, key=key.pk, leader=leader
    )


@transaction.atomic
def share_out(*, group: Group, by: Doer, at: datetime) -> int:
    """Give everybody nobody looks after to the leaders who look after the fewest. Returns how many."""
    if isinstance(by, Lead):
        by.needs("welcome")
    with entered(Scope.EVERYONE):
        Group.objects.select_for_update().get(pk=group.pk)
        found = point_people.leaders(group)
        if not found:
            raise errors.NotALeader
        lead = {one.person_id for one in found}
        alone = [
            one
            for one in point_people.team(group, most=group.members + 1)
            if one.point_id is None and one.person_id not in lead
        ]
        load = {one.key_id: one.supporters for one in found}
        given = point_people.shares([one.membership_id for one in reversed(alone)], load)
        keys = dict(Membership.objects.filter(pk__in=given).values_list("id", "key_id"))
        PointPerson.objects.bulk_create(
            PointPerson(group=group, key_id=keys[member], leader_id=leader, from_at=at)
            for member, leader in given.items()
        )
    audit.record(by=by, verb="point-people.shared", subject=str(group), at=at, people=len(given))
    return len(given)


@transaction.atomic
def note_talk(*, group: Group, membership: int, way: str, by: Lead, at: datetime) -> None:
    """A leader spoke to a member in another way than by telephone: a fact of that person."""
    if way not in WAYS:
        raise errors.NotAWay
    with entered(Scope.EVERYONE):
        key = _member(group, membership, by)
    activity.append(
        [NewFact("talk.noted", key.pk, at, by.actor, ref=str(group), data={"way": way})]
    )
    audit.record(by=by, verb="talk.noted", subject=str(group), at=at, key=key.pk)


def _member(group: Group, membership: int, by: Doer) -> IdentityKey:
    held = Membership.objects.select_related("key__person").filter(
        group=group, pk=membership, left_at=None
    )
    found = held.first()
    if found is None or found.key.person is None:
        raise NotFound
    # A topic has members of many regions; staff of one speak for theirs.
    if isinstance(by, Staff) and not by.scope.holds(found.key.person.region_id):
        raise NotFound
    return found.key


def _leader(group: Group, key: int) -> IdentityKey:
    held = Leadership.objects.select_related("key").filter(group=group, key=key, to_at=None)
    found = held.first()
    if found is None:
        raise errors.NotALeader
    return found.key


def _end(group: Group, key: IdentityKey, at: datetime) -> None:
    PointPerson.objects.filter(group=group, key__person=key.person_id, to_at=None).update(to_at=at)
