"""Joins two records of one person, and parts them again exactly.

Facts hang on keys, so they are never touched. A join moves keys and the rows of the record, fills what
was empty, and lets a “no” of either side hold for both; the edge says what it did. What comes to one of
the keys later stays with that key when the join is undone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from muster.activity import actions as activity
from muster.activity.facts import NewFact
from muster.audit import actions as audit
from muster.kit import clock
from muster.kit.actors import Doer
from muster.kit.errors import Conflict, Refused
from muster.people import queries
from muster.people.actions import edges
from muster.people.keys import CAPS
from muster.people.models import IdentityKey, MergeEdge, Person


class SamePerson(Refused):
    """A record cannot be joined with itself."""


class NotTwoRecords(Conflict):
    """One of the two was erased or is part of another record already."""


class TooManyKeys(Refused):
    """Together they would have more addresses of a kind than one person has."""


class AlreadyParted(Conflict):
    """Somebody undid this join before."""


@transaction.atomic
def join_people(
    *,
    keep: Person,
    other: Person,
    by: Doer,
    rule: str = "by hand",
    certainty: float = 1.0,
    at: datetime | None = None,
) -> MergeEdge:
    """Make one record of two. ``other`` lives on inside ``keep`` until somebody parts them."""
    kept, gone = _locked(keep.id, other.id)
    _refuse(kept, gone)
    edge = MergeEdge.objects.create(
        from_person=gone.id, into_person=kept.id, key_ids=[], rule=rule, certainty=certainty,
        actor=by.actor, at=at or clock.now(),
    )  # fmt: skip
    edges.apply(edge, kept=kept, gone=gone, by=by)
    _tell("person.joined_up", edge, by=by, at=edge.at)
    audit.record(
        by=by, verb="person.joined_up", subject=f"person:{kept.id}", other=gone.id, edge=edge.id,
        rule=rule, certainty=certainty, keys=len(edge.key_ids), yielded=len(edge.yielded),
    )  # fmt: skip
    return edge


@transaction.atomic
def part_people(*, edge: MergeEdge, by: Doer, at: datetime | None = None) -> Person:
    """Undo a join: both records stand as if it had never been, each with what came to it since.

    Joins that the same record made later are lifted first and laid again after, so that nothing the
    undone one gave stays behind in them. Returns the record that stands for itself again.
    """
    moment = at or clock.now()
    found, later = _standing(edge)
    people = {one.id: one for one in _people([found, *later])}
    if any(person.erased_at for person in people.values()):
        raise NotTwoRecords(_("This person was erased; there is nothing left to part."))
    for one in reversed(later):
        edges.revert(one, kept=people[one.into_person], gone=people[one.from_person], by=by)
    gone = people[found.from_person]
    edges.revert(found, kept=people[found.into_person], gone=gone, by=by)
    found.undone_at, found.undone_by = moment, by.actor
    found.save()
    for one in later:
        edges.apply(one, kept=people[one.into_person], gone=people[one.from_person], by=by)
    _tell("person.parted", found, by=by, at=moment)
    audit.record(
        by=by, verb="person.parted", subject=f"person:{found.into_person}", other=gone.id,
        edge=found.id, lifted=[one.id for one in later],
    )  # fmt: skip
    return gone


def _locked(*numbers: int) -> list[Person]:
    """The people with these numbers in that order, locked in the order of their numbers."""
    rows = Person.objects.select_for_update().filter(id__in=numbers).order_by("id")
    found = {one.id: one for one in rows}
    return [found[number] for number in numbers if number in found]


def _refuse(kept: Person, gone: Person) -> None:
    if kept.id == gone.id:
        raise SamePerson(_("This is one and the same record already."))
    for person in (kept, gone):
        if person.erased_at is not None:
            raise NotTwoRecords(_("One of the two was erased, so there is nothing to join."))
        if person.joined_into is not None:
            raise NotTwoRecords(_("One of the two is part of another record already."))
    kinds = IdentityKey.objects.filter(person__in=[kept.id, gone.id]).values_list("kind", flat=True)
    for kind, count in Counter(kinds).items():
        if count > CAPS[kind]:
            raise TooManyKeys(
                _(
                    "Together they would have %(count)s identities of one kind; more than %(most)s"
                    " looks like a shared address or a broken source."
                )
                % {"count": count, "most": CAPS[kind]}
            )


def _standing(edge: MergeEdge) -> tuple[MergeEdge, list[MergeEdge]]:
    """The join to undo, and those made later within the same record, oldest first; all locked."""
    root = _root(edge.into_person)
    inside = [root, *queries.inside(root)]
    rows = MergeEdge.objects.select_for_update().filter(into_person__in=inside, undone_at=None)
    standing = {one.id: one for one in rows.order_by("id")}
    if edge.id not in standing:
        raise AlreadyParted(_("Somebody undid this join before. Nothing more was changed."))
    return standing.pop(edge.id), [one for one in standing.values() if one.id > edge.id]


def _root(person_id: int) -> int:
    """The record that stands for this one today."""
    seen = {person_id}
    while True:
        row = Person.objects.filter(id=person_id).values_list("joined_into", flat=True).first()
        if row is None or row in seen:
            return person_id
        seen.add(row)
        person_id = row


def _people(standing: Sequence[MergeEdge]) -> list[Person]:
    numbers = {one.into_person for one in standing} | {one.from_person for one in standing}
    return _locked(*sorted(numbers))


def _tell(kind: str, edge: MergeEdge, *, by: Doer, at: datetime) -> None:
    """One fact on a key that moved; where none did, on one of the record that stayed."""
    keys = IdentityKey.objects.filter(id__in=edge.key_ids) or IdentityKey.objects.filter(
        person=edge.into_person
    )
    key = keys.order_by("id").first()
    if key is not None:
        data: dict[str, Any] = {"edge": edge.id}
        activity.append([NewFact(kind, key.id, at, by.actor, data=data)])
