"""Who looks after whom in a group, and what a leader was told of their supporters. Names as members show them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from muster.groups.models import Group, Leadership, Membership, PointPerson, Telling, Told
from muster.people.models import Person

PAGE: Final = 50
LATEST: Final = 30
# What a point person is told of. A gift is told once, the first, and without its amount.
FIRST_GIFT: Final = "gift.received"
# The same sentences stand in the letter.
WORDS: Final[dict[str, Promise]] = {
    FIRST_GIFT: _("%(name)s gave for the first time"),
    "shift.joined": _("%(name)s took a shift"),
    "shift.done": _("%(name)s did a shift"),
    "post.made": _("%(name)s wrote on the board"),
    "group.joined": _("%(name)s joined a group"),
    "reply.received": _("%(name)s wrote to us"),
}


@dataclass(frozen=True, slots=True)
class Member:
    """One member as a leader sees them, and the key of the leader who looks after them."""

    person_id: int
    membership_id: int
    shown_as: str
    joined_at: datetime
    point_id: int | None
    leader_id: int | None


@dataclass(frozen=True, slots=True)
class Leader:
    """One leader, and how many they look after."""

    person_id: int
    key_id: int
    shown_as: str
    rights: tuple[str, ...]
    supporters: int


@dataclass(frozen=True, slots=True)
class Word:
    """Something a supporter did."""

    told: Told
    shown_as: str
    membership_id: int | None

    @property
    def sentence(self) -> str:
        """What they did, and never how much."""
        words = WORDS.get(self.told.kind)
        return str(words) % {"name": self.shown_as or gettext("Somebody")} if words else ""


def team(
    group: Group, *, after: int = 0, most: int = PAGE, leader: int | None = None
) -> list[Member]:
    """A page of the members the reader may see, latest joiners first; of one leader’s where asked."""
    asked = "SELECT person_id, membership_id, shown_as, joined_at, point_id, leader_id FROM groups_team(%s)"
    values: list[int] = [group.pk]
    if leader is not None:
        asked += (
            " WHERE leader_id IN (SELECT l.key_id FROM groups_leaders(%s) l WHERE l.person_id = %s)"
        )
        values += [group.pk, leader]
    with connection.cursor() as cursor:
        cursor.execute(
            f"{asked} ORDER BY joined_at DESC, membership_id DESC LIMIT %s OFFSET %s",
            [*values, most, after],
        )
        return [Member(*row) for row in cursor.fetchall()]


def without(group: Group) -> int:
    """How many members nobody looks after; leaders look after themselves."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM groups_team(%s) t WHERE t.point_id IS NULL"
            " AND t.person_id NOT IN (SELECT l.person_id FROM groups_leaders(%s) l)",
            [group.pk, group.pk],
        )
        return int(cursor.fetchone()[0])


def leaders(group: Group) -> list[Leader]:
    """Who leads, in the order they came to it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT person_id, key_id, shown_as, array(SELECT jsonb_array_elements_text(rights)), supporters"
            " FROM groups_leaders(%s)",
            [group.pk],
        )
        return [Leader(row[0], row[1], row[2], tuple(row[3]), row[4]) for row in cursor.fetchall()]


def told(person: Person, group: Group, *, most: int = LATEST) -> list[Word]:
    """What the supporters of a leader did, latest first."""
    words = list(_theirs(person, group).select_related("point").order_by("-at", "-id")[:most])
    names = _names(group, [one.point_id for one in words])
    return [Word(one, *names.get(one.point_id, ("", None))) for one in words]


def unseen(person: Person, group: Group) -> int:
    """How much of it they have not looked at."""
    return _theirs(person, group).filter(seen_at=None).count()


def wishes_letters(person: Person) -> bool:
    """Whether a leader is written to about their supporters; they are unless they said no."""
    return not Telling.objects.filter(key__person=person, letters=False).exists()


def shares(members: Sequence[int], load: Mapping[int, int]) -> dict[int, int]:
    """Which member goes to which leader, so that in the end all look after about as many. Pure."""
    count = Counter(dict.fromkeys(load, 0)) + Counter(load)
    order = list(load)
    given: dict[int, int] = {}
    for member in members:
        leader = min(order, key=lambda one: (count[one], order.index(one)))
        count[leader] += 1
        given[member] = leader
    return given


def holding() -> QuerySet[PointPerson]:
    """The bonds that hold: the supporter is still a member, and the leader still leads."""
    member = Membership.objects.filter(
        group=OuterRef("group"), key__person=OuterRef("key__person"), left_at=None
    )
    leads = Leadership.objects.filter(
        group=OuterRef("group"), key__person=OuterRef("leader__person"), to_at=None
    )
    return PointPerson.objects.filter(Exists(member), Exists(leads), to_at=None)


def of_person(person: Person) -> QuerySet[PointPerson]:
    """Every bond somebody is or was part of."""
    return PointPerson.objects.filter(Q(key__person=person) | Q(leader__person=person))


def _theirs(person: Person, group: Group) -> QuerySet[Told]:
    return Told.objects.filter(point__group=group, point__leader__person=person, point__to_at=None)


def _names(group: Group, points: Sequence[int]) -> dict[int, tuple[str, int]]:
    if not points:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT point_id, shown_as, membership_id FROM groups_team(%s) WHERE point_id = ANY (%s)",
            [group.pk, list(points)],
        )
        return {row[0]: (row[1], row[2]) for row in cursor.fetchall()}
