"""Who in a group has nobody spoken to yet: within 72 hours of joining somebody should have, or the person is lost.

Spoken to is whoever a call reached, whom we answered, whom a leader named on the board, or of whom a leader said
that they met or wrote. A call nobody answered is a try, and no word.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db import connection

from muster.groups.models import Group

WITHIN: Final = timedelta(hours=72)
MOST: Final = 100


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Somebody who waits for a first word; their contact is masked."""

    person_id: int
    membership_id: int
    shown_as: str
    joined_at: datetime
    leader_id: int | None
    tries: int
    phone: str
    refused: bool

    def late(self, at: datetime) -> bool:
        """Whether the first word comes late by now."""
        return at - self.joined_at > WITHIN

    def hours(self, at: datetime) -> int:
        """How long they have been waiting."""
        return max(0, int((at - self.joined_at).total_seconds() // 3600))


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many wait for a first word, how many of them too long, and the first of them."""

    count: int
    late: int
    first: list[Newcomer]


def of(group: Group, at: datetime, *, most: int = MOST) -> Waiting:
    """Those the reader may see, oldest joiners first, in one question."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM groups_unspoken(%s, %s, %s)", [group.pk, at - WITHIN, most])
        rows = cursor.fetchall()
    if not rows:
        return Waiting(0, 0, [])
    return Waiting(rows[0][8], rows[0][9], [Newcomer(*row[:8]) for row in rows])
