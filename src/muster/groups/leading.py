"""A leader at work in their group: who they are, what they may, and how the log names them.

Whoever leads holds no more than a mailed link. So what they see of others comes through the functions of
migration 0003, which hand out masked contacts, and a number only of whoever they have in hand to call.
"""

from __future__ import annotations

from dataclasses import dataclass

from muster.groups import errors, queries
from muster.groups.models import Group, Leadership
from muster.kit.errors import NotFound
from muster.people.models import IdentityKey, Person


@dataclass(frozen=True, slots=True)
class Lead:
    """One leader of one group, and the rights staff gave them."""

    person: Person
    key: IdentityKey
    group: Group
    rights: frozenset[str]
    name: str

    @property
    def actor(self) -> str:
        """A leader acting as one, apart from what they do for themselves."""
        return f"leader:{self.person.pk}"

    def may(self, right: str) -> bool:
        """Whether staff gave them this right."""
        return right in self.rights

    def needs(self, right: str) -> None:
        """Refuse whoever does not hold a right."""
        if right not in self.rights:
            raise errors.NoSuchPower


def lead(slug: str, person: Person) -> Lead:
    """The group at an address for one of its leaders, or not found: who does not lead sees nothing here."""
    group = Group.objects.select_related("region").filter(slug=slug, closed_at=None).first()
    if group is None:
        raise NotFound
    held = Leadership.objects.filter(group=group, key__person=person, to_at=None)
    given = held.select_related("key").order_by("id").first()
    if given is None:
        raise NotFound
    mine = queries.membership_of(person, group)
    name = mine.shown_as if mine else ""
    return Lead(person, given.key, group, frozenset(given.rights), name)
