"""Staff hand rights over a group to one of its members, and take them back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from muster.accounts.models import Staff
from muster.audit import actions as audit
from muster.groups import errors, rights
from muster.groups.models import Group, Leadership, Membership
from muster.people.models import IdentityKey


@transaction.atomic
def give_rights(
    *, group: Group, key: IdentityKey, rights_given: Sequence[str], by: Staff, at: datetime
) -> Leadership:
    """Let a member lead, with these rights and no others; what they held before ends."""
    given = rights.known(rights_given)
    if not given:
        raise errors.NoRight
    held = Group.objects.select_for_update().get(pk=group.pk)
    if not Membership.objects.filter(group=held, key__person=key.person_id, left_at=None).exists():
        raise errors.NotAMember
    _end(held, key.person_id or 0, at)
    made = Leadership.objects.create(
        group=held, key=key, rights=given, from_at=at, given_by=by.actor
    )
    audit.record(by=by, verb="rights.given", subject=str(held), at=at, key=key.pk, rights=given)
    return made


@transaction.atomic
def take_rights(*, leadership: Leadership, by: Staff, at: datetime) -> None:
    """Take everything back; they stay a member. A second time changes nothing."""
    held = Leadership.objects.select_for_update().get(pk=leadership.pk)
    if held.to_at is not None:
        return
    held.to_at = at
    held.save(update_fields=["to_at"])
    audit.record(by=by, verb="rights.taken", subject=str(held.group), at=at, key=held.key_id)


def _end(group: Group, person: int, at: datetime) -> None:
    Leadership.objects.filter(group=group, key__person=person, to_at=None).update(to_at=at)
