"""Puts people into the team of the region they live in: one at the door, or hundreds of whom the log tells.

However many they are, it asks the same few questions and locks each team once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.db.models import F

from muster.groups.actions.membership import admit, join
from muster.groups.actions.opening import of_region
from muster.groups.models import Group, Membership
from muster.kit.actors import Doer
from muster.kit.scope import Scope, entered
from muster.people.models import IdentityKey, Person
from muster.places.models import Region

# Whoever left by choice, or was asked to, is not put back by a machine.
_FOR_GOOD = (Membership.Left.ASKED, Membership.Left.STAFF)


@transaction.atomic
def place(*, person: Person, key: IdentityKey, by: Doer, at: datetime) -> Group | None:
    """Put somebody into the team of the region they live in, once. None where nobody knows the region."""
    return place_all(keys=[key.pk], by=by, at=at).get(person.pk)


@transaction.atomic
def place_newcomer(*, person: int, by: Doer, at: datetime) -> Group | None:
    """The same for whoever just confirmed an address, known to the door by number alone."""
    with entered(Scope.EVERYONE):
        keys = IdentityKey.objects.filter(person=person, kind="email")
        key = keys.order_by(F("verified_at").desc(nulls_last=True), "id").first()
        return None if key is None else place_all(keys=[key.pk], by=by, at=at).get(person)


@transaction.atomic
def place_all(*, keys: Collection[int], by: Doer, at: datetime) -> dict[int, Group]:
    """The same for many at once. Returns the team of each person who is in the team of their region now."""
    # The teams, and whoever counts their members, lie beyond the scope of a visitor.
    with entered(Scope.EVERYONE):
        homes = _homes(keys)
        if not homes:
            return {}
        teams = _locked(homes, at)
        past = _past(homes)
        inside: dict[int, Group] = {}
        new: list[tuple[Person, int, Group]] = []
        for number, (person, key, region) in homes.items():
            team, known = teams[region.pk], past[number]
            if team.pk in known.now:
                inside[number] = team
            elif not known.stays_out_of(team):
                inside[number] = team
                if known.homes:
                    join(group=team, key=key, by=by, at=at, how=Membership.How.POSTCODE)
                else:
                    new.append((person, key.pk, team))
        if new:
            admit(new, how=Membership.How.POSTCODE, by=by, at=at)
        return inside


@dataclass(slots=True)
class _Past:
    """What somebody belongs to and belonged to: groups now, teams of regions now, and how they last left each."""

    now: set[int] = field(default_factory=set)
    homes: set[int] = field(default_factory=set)
    chose: bool = False
    left: dict[int, str] = field(default_factory=dict)

    def stays_out_of(self, team: Group) -> bool:
        """Whether they left it for good, or are in the team of another region because somebody wished it."""
        return self.left.get(team.pk, "") in _FOR_GOOD or self.chose


def _homes(keys: Collection[int]) -> dict[int, tuple[Person, IdentityKey, Region]]:
    """Each person with one key and the region they live in; whoever has none is left out."""
    rows = IdentityKey.objects.filter(pk__in=keys, person__region__isnull=False)
    found: dict[int, tuple[Person, IdentityKey, Region]] = {}
    for key in rows.select_related("person__region").order_by("id"):
        if key.person is not None and key.person.region is not None:
            found.setdefault(key.person.pk, (key.person, key, key.person.region))
    return found


def _locked(homes: dict[int, tuple[Person, IdentityKey, Region]], at: datetime) -> dict[str, Group]:
    """The team of each region; locked, like every team somebody leaves for it, in one order."""
    regions = {region.pk: region for _person, _key, region in homes.values()}
    teams = {code: of_region(region, at=at).pk for code, region in sorted(regions.items())}
    leaving = Membership.objects.filter(
        key__person__in=homes, left_at=None, group__kind=Group.Kind.REGION
    )
    wanted = {*teams.values(), *leaving.values_list("group_id", flat=True)}
    rows = Group.objects.select_for_update().filter(pk__in=wanted).order_by("pk")
    held = {one.pk: one for one in rows}
    return {code: held[number] for code, number in teams.items()}


def _past(persons: Iterable[int]) -> defaultdict[int, _Past]:
    found: defaultdict[int, _Past] = defaultdict(_Past)
    rows = Membership.objects.filter(key__person__in=persons).select_related("group", "key")
    for row in rows.order_by("id"):
        one = found[row.key.person_id or 0]
        if row.left_at is not None:
            one.left[row.group_id] = row.left_why
            continue
        one.now.add(row.group_id)
        one.left.pop(row.group_id, None)
        if row.group.kind == Group.Kind.REGION:
            one.homes.add(row.group_id)
            one.chose |= row.group.closed_at is None and row.how != Membership.How.POSTCODE
    return found
