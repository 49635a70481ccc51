"""Reads facts and memberships as columns: of everybody for a whole count, of a few for what is new."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

import numpy as np
from django.db import connection

from muster.activity.facts import Position
from muster.rivalry import tally
from muster.rivalry.actions import columns
from muster.rivalry.actions.columns import moment, number
from muster.rivalry.actions.games import Game
from muster.rivalry.tally import Deeds, Flags, Numbers, Spells

LATE: Final = timedelta(days=7)
_SECOND: Final = 1_000_000
_NEVER: Final = 2**63 - 1

# When a transaction began is known no more exactly than by the marks: it began after the last one below it.
_TOLD: Final = """CASE WHEN f.xid >= %(late_from)s::text::xid8 THEN
  coalesce(((%(mark_at)s::timestamptz[])[width_bucket(f.xid, %(mark_xid)s::text[]::xid8[])] - f.at
  > %(late)s)::int, 0) ELSE 0 END"""
_COUNTS: Final = """
   AND f.at >= %(first)s AND f.at < %(last)s AND f.kind_id = ANY (%(kinds)s)
   AND (f.xid, f.id) <= (%(xid)s::text::xid8, %(fact)s::bigint)
   AND (f.kind_id <> %(joined)s OR f.ref_id = ANY (%(group_refs)s::bigint[]))
"""
_COLUMNS: Final = (
    number("f.key_id"),
    number("coalesce(f.ref_id, 0)"),
    moment("f.at"),
    # A kind and whether it was told late.
    number(f"f.kind_id * 2 + {_TOLD}"),
    number("f.id"),
)
_ALL: Final = f"FROM activity_fact f WHERE true {_COUNTS}"
# By index: each person’s keys, and what happened to each key in one week.
_FEW: Final = f"""
FROM rivalry_touched t JOIN activity_fact f ON f.key_id = t.key_id
 AND f.at >= (%(mondays)s::timestamptz[])[t.week] AND f.at < (%(mondays)s::timestamptz[])[t.week + 1]
WHERE true {_COUNTS}"""
_REGIONAL: Final = "WHERE m.group_id = ANY (%(groups)s::bigint[])"
_MEMBERS: Final = f"FROM groups_membership m {_REGIONAL}"
_FEW_MEMBERS: Final = f"""
FROM (SELECT DISTINCT key_id FROM rivalry_touched) t
JOIN groups_membership m ON m.key_id = t.key_id {_REGIONAL}"""


@dataclass(frozen=True, slots=True)
class People:
    """Whose each key is. ``few`` where only some were looked up."""

    keys: Numbers
    person: Numbers
    few: bool

    def of(self, keys: Numbers) -> tuple[Numbers, Flags]:
        """The person of each key, and which have one."""
        if not len(self.keys):
            return np.zeros(len(keys), np.int64), np.zeros(len(keys), bool)
        most = int(self.keys[-1])
        if most < 32 * len(self.keys) + 1_000_000:
            # Keys are numbered closely, so that a table by number answers at once.
            owner = np.zeros(most + 1, np.int64)
            owner[self.keys] = self.person
            found = owner[np.where(keys <= most, keys, 0)]
        else:
            place = np.minimum(np.searchsorted(self.keys, keys), len(self.keys) - 1)
            found = np.where(self.keys[place] == keys, self.person[place], 0)
        return found, found > 0


def people(*, touched: Sequence[tuple[int, int]] | None = None) -> People:
    """Whose each key is; with ``touched``, (key, week), only of those people, who are noted for this transaction."""
    if touched is None:
        keys, person = columns.read(
            (number("k.id"), number("k.person_id")),
            "FROM people_identitykey k WHERE k.person_id IS NOT NULL",
            {},
            by="k.id",
        )
    else:
        _note(touched)
        keys, person = columns.read(
            (number("t.key_id"), number("t.person")),
            "FROM (SELECT DISTINCT key_id, person FROM rivalry_touched) t",
            {},
            by="t.key_id",
            few=True,
        )
    order = np.argsort(keys, kind="stable")
    return People(keys[order], person[order], few=touched is not None)


def _note(touched: Sequence[tuple[int, int]]) -> None:
    """Every key of the people these keys belong to, with the weeks that are to be looked at."""
    with columns.planned(few=True), connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS rivalry_touched")
        cursor.execute(
            "CREATE TEMP TABLE rivalry_touched ON COMMIT DROP AS"
            " SELECT DISTINCT o.person_id AS person, o.id AS key_id, t.week"
            " FROM unnest(%s::bigint[], %s::int[]) AS t (key_id, week)"
            " JOIN people_identitykey k ON k.id = t.key_id"
            " JOIN people_identitykey o ON o.person_id = k.person_id",
            [[key for key, _week in touched], [week for _key, week in touched]],
        )
        cursor.execute("ANALYZE rivalry_touched")


def spells(game: Game, people: People) -> Spells:
    """Who was in which regional team, of everybody or of those who were noted."""
    source = _FEW_MEMBERS if people.few else _MEMBERS
    row, key, group, joined, left = columns.read(
        (
            number("m.id"),
            number("m.key_id"),
            number("m.group_id"),
            moment("m.joined_at"),
            moment("coalesce(m.left_at, 'infinity')"),
        ),
        source,
        {"groups": _groups()},
        by="m.key_id",
        few=people.few,
    )
    person, known = people.of(key)
    return tally.spells(
        person=person[known], group=group[known], joined=joined[known], left=left[known],
        row=row[known], mondays=game.mondays(),
        new_for=int(game.new_for.total_seconds()) * _SECOND,
    )  # fmt: skip


def whole(game: Game, people: People, *, upto: Position, circle: Sequence[int]) -> Deeds:
    """Every deed of a season up to a place in the log."""
    return _deeds(_ALL, game, people, upto, circle)


def of_touched(game: Game, people: People, *, upto: Position, circle: Sequence[int]) -> Deeds:
    """The deeds of those who were noted, in the weeks that were, up to a place in the log."""
    return _deeds(_FEW, game, people, upto, circle)


def _deeds(source: str, game: Game, people: People, upto: Position, circle: Sequence[int]) -> Deeds:
    key, ref, at, said, fact = columns.read(
        _COLUMNS, source, _values(game, upto), by="f.key_id", few=people.few
    )
    person, known = people.of(key)
    if not known.all():
        key, ref, at, said, fact, person = (
            one[known] for one in (key, ref, at, said, fact, person)
        )
    places = np.zeros(max(game.numbers, default=0) + 1, np.int64)
    for number_, place in game.named().items():
        places[number_] = place
    return Deeds(
        person=person,
        week=np.searchsorted(game.mondays(), at, side="right"),
        kind=places[said // 2],
        ref=ref,
        key=key,
        at=at,
        fact=fact,
        late=said % 2 == 1,
        circle=np.isin(fact, np.array(circle, np.int64)),
    )


def _values(game: Game, upto: Position) -> dict[str, Any]:
    late = [xid for xid, at in game.marks if at > game.moments[0] + LATE]
    return {
        "first": game.moments[0],
        "last": game.moments[-1],
        "mondays": list(game.moments),
        "kinds": list(game.numbers),
        "joined": game.numbers[game.rules.joined] if game.rules.joined >= 0 else 0,
        "group_refs": _group_refs(),
        "xid": str(upto.xid),
        "fact": upto.fact_id,
        "late": LATE,
        "late_from": str(late[0] if late else _NEVER),
        "mark_xid": [str(xid) for xid, _at in game.marks],
        "mark_at": [at for _xid, at in game.marks],
    }


def _groups() -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM groups_group WHERE kind = 'region'")
        return [row[0] for row in cursor.fetchall()]


def _group_refs() -> list[int]:
    """The numbers by which the log knows our regional teams."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT r.id FROM activity_ref r JOIN groups_group g"
            " ON r.name = 'group:' || g.id WHERE g.kind = 'region'"
        )
        return [row[0] for row in cursor.fetchall()]
