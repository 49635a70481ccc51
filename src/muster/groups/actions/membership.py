"""Who comes to a group and who leaves it: the row, the count, the trait and the fact, together.

A person belongs to a group once, however many keys they have, and to one team of a region at a time.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from django.db import transaction
from django.db.models import F, QuerySet

from muster.activity import actions as activity
from muster.activity.facts import NewFact
from muster.audit import actions as audit
from muster.groups import errors, naming
from muster.groups.models import Group, Leadership, Membership
from muster.kit.actors import Doer
from muster.kit.scope import Scope, entered
from muster.kit.text import clean
from muster.people import actions as people
from muster.people.models import IdentityKey, Person

SOURCE: Final = "groups"
TRAIT: Final = "group"


@transaction.atomic
def join(
    *, group: Group, key: IdentityKey, by: Doer, at: datetime, how: str = Membership.How.ASKED
) -> Membership:
    """Make somebody a member; whoever is one already stays it. Another team of a region is left for it."""
    with entered(Scope.EVERYONE):
        person = _owner(key)
        held, others = _locked(group, person.pk)
        now = _now(held, person.pk).order_by("id").first()
        if now is not None:
            return now
        if held.closed_at is not None:
            raise errors.Closed
        for other in others:
            _end(other, person.pk, why=Membership.Left.MOVED, by=by, at=at)
        [made] = admit([(person, key.pk, held)], how=how, by=by, at=at)
    return made


def admit(
    new: Sequence[tuple[Person, int, Group]], *, how: str, by: Doer, at: datetime
) -> list[Membership]:
    """The row, count, trait, fact and entry of each: a person, their key, and a group that is locked."""
    made = Membership.objects.bulk_create(
        _membership(person, key, group, how, at) for person, key, group in new
    )
    for number, many in Counter(group.pk for _person, _key, group in new).items():
        Group.objects.filter(pk=number).update(members=F("members") + many)
    holding = [(person.pk, group.slug, key) for person, key, group in new]
    people.hold_traits(kind=TRAIT, holding=holding, source=SOURCE, at=at)
    activity.append([_told("group.joined", group, key, at) for _person, key, group in new])
    entries = [(str(group), at, {"key": key, "how": how}) for _person, key, group in new]
    audit.record_each(by=by, verb="group.joined", subjects=entries)
    return made


@transaction.atomic
def leave(
    *, membership: Membership, by: Doer, at: datetime, why: str = Membership.Left.ASKED
) -> None:
    """End a membership, and whatever its holder led. A second time changes nothing."""
    with entered(Scope.EVERYONE):
        group = Group.objects.select_for_update().get(pk=membership.group_id)
        _end(group, _owner(membership.key).pk, why=why, by=by, at=at)


@transaction.atomic
def rename_oneself(*, membership: Membership, shown_as: str, by: Doer, at: datetime) -> Membership:
    """What others read from now on; what was said before keeps the name it was said under."""
    shown = clean(shown_as)
    if not naming.key(shown):
        raise errors.Wordless(errors.nameless(), "shown_as")
    if len(shown) > naming.LONGEST:
        raise errors.TooLong(naming.LONGEST, len(shown), "shown_as")
    held = Membership.objects.select_for_update().get(pk=membership.pk)
    held.shown_as, held.shown_key = shown, naming.key(shown)
    held.save(update_fields=["shown_as", "shown_key"])
    audit.record(by=by, verb="member.renamed", subject=str(held), at=at)
    return held


def _owner(key: IdentityKey) -> Person:
    """Whoever the key belongs to now; it may have moved to another record a moment ago."""
    return Person.objects.get(keys=key.pk)


def _now(group: Group, person: int) -> QuerySet[Membership]:
    return Membership.objects.filter(group=group, key__person=person, left_at=None)


def _locked(group: Group, person: int) -> tuple[Group, list[Group]]:
    """The group, and teams of regions that are left for it; locked in one order, so that nobody waits in a ring."""
    wanted = {group.pk}
    if group.kind == Group.Kind.REGION:
        theirs = Membership.objects.filter(
            key__person=person, left_at=None, group__kind=Group.Kind.REGION
        )
        wanted |= set(theirs.values_list("group_id", flat=True))
    rows = {
        one.pk: one
        for one in Group.objects.select_for_update().filter(pk__in=wanted).order_by("pk")
    }
    return rows.pop(group.pk), list(rows.values())


def _end(group: Group, person: int, *, why: str, by: Doer, at: datetime) -> None:
    """All memberships of one person in a group, whose row is locked."""
    ending = list(_now(group, person).order_by("id"))
    if not ending:
        return
    numbers = [one.pk for one in ending]
    Membership.objects.filter(pk__in=numbers).update(left_at=at, left_why=why)
    Group.objects.filter(pk=group.pk).update(members=F("members") - len(ending))
    Leadership.objects.filter(group=group, key__person=person, to_at=None).update(to_at=at)
    people.end_trait(person_id=person, kind=TRAIT, value=group.slug, by=by, at=at)
    activity.append([_told("group.left", group, ending[0].key_id, at)])
    audit.record(by=by, verb="group.left", subject=str(group), at=at, key=ending[0].key_id, why=why)


def _membership(person: Person, key: int, group: Group, how: str, at: datetime) -> Membership:
    shown = naming.usual(person.given_name, person.family_name)
    return Membership(
        group=group, key_id=key, shown_as=shown, shown_key=naming.key(shown), how=how, joined_at=at
    )


def _told(kind: str, group: Group, key: int, at: datetime) -> NewFact:
    return NewFact(kind, key, at, SOURCE, ref=str(group), data={"name": group.name})
