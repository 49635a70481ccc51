"""A team with a leader at work in it, members with numbers, and what they did."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

from muster.activity import actions as activity
from muster.activity import registry
from muster.activity.facts import NewFact
from muster.groups import actions, leading
from muster.kit import actors
from muster.people import actions as people
from muster.people.models import IdentityKey, Person
from tests.domains.groups.team import NOW, key_of, placed

if TYPE_CHECKING:
    from muster.groups.leading import Lead
    from muster.groups.models import CallList, Group
    from tests.make import Make

EVERY = ("call", "moderate", "welcome", "post_news", "aims")
SCRIPT = "Hello {given_name}, this is the team of Łódź."


def leader(make: Make, by: Any, *rights: str, at: datetime = NOW, **fields: Any) -> Lead:
    """A member of the team of Łódź with some rights, or with all."""
    person, group = placed(make, at=at, **({"given_name": "Lea", "family_name": "Lis"} | fields))
    actions.give_rights(group=group, key=key_of(person), rights_given=rights or EVERY, by=by, at=at)
    return leading.lead(group.slug, person)


def member(
    make: Make, name: str = "Mia", *, at: datetime = NOW, phone: str = "", **fields: Any
) -> Person:
    """A member of the same team, with a number where asked."""
    person, _group = placed(make, at=at, given_name=name, **fields)
    if phone:
        ring(person, phone)
    return person


def ring(person: Person, phone: str) -> IdentityKey:
    """A number of somebody; each test makes its own."""
    return IdentityKey.objects.create(
        kind="phone", value=phone, person=person, created_at=NOW, address_mac=phone
    )


def did(person: Person, kind: str, at: datetime = NOW, **told: Any) -> None:
    """Something happened to somebody, under their address; a room above us may declare what it is called."""
    with patch.dict(registry._declared):
        if kind not in registry.kinds():
            registry.declare(kind, words=kind)
        activity.append([NewFact(kind, key_of(person).pk, at, "test", **told)])


def membership(person: Person, group: Group) -> int:
    """The number under which a leader speaks of a member."""
    return group.memberships.get(key__person=person, left_at=None).pk


def listed(
    by: Lead, *members: Person, script: str = SCRIPT, title: str = "First words"
) -> CallList:
    """A list of these people."""
    return actions.make_list(
        group=by.group, title=title, script=script, source="unspoken",
        members=[one.pk for one in members], by=by, at=NOW,
    )  # fmt: skip


def now() -> datetime:
    """A sign-in of this very moment."""
    return datetime.now(UTC)


def called(person: Person, outcome: str, at: datetime = NOW) -> None:
    """A call by a colleague."""
    phone = person.keys.filter(kind="phone").first()
    assert phone is not None
    people.log_call(
        person=person, key_id=phone.pk, direction="out", outcome=outcome,
        by=actors.system("test"), at=at,
    )  # fmt: skip
