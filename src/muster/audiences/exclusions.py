"""Who of an audience a message would not go to, told apart as finely as people ask: never said yes, paused,
bounced, complained, stopped …

``reach`` counts the same people by coarser words. Both count each person once, by the best of their addresses,
so the finer reasons add up to the coarser ones, and everything here comes from one statement.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from django.db import connection

from muster.audiences import lookup, proposing
from muster.audiences.definition import CHANNELS
from muster.audiences.engines.postgres import FACTS
from muster.audiences.sql import Sql
from muster.audiences.world import KEY_KIND, MESSAGE, World

if TYPE_CHECKING:
    from muster.audiences.definition import Definition
    from muster.kit.scope import Scope

Cause = Literal[
    "no_address", "never", "pending", "paused", "withdrawn", "bounced", "complained", "stopped",
    "shut", "lately",
]  # fmt: skip
# In this order they are told.
CAUSES: Final[tuple[Cause, ...]] = (
    "no_address", "never", "pending", "paused", "withdrawn", "bounced", "complained", "stopped",
    "shut", "lately",
)  # fmt: skip
# How an address stands, the best first: the best of a person's addresses decides. 0 can be written to.
_STANDING: Final[tuple[Cause, ...]] = (
    "paused", "pending", "withdrawn", "never", "bounced", "complained", "stopped", "shut",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Exclusions:
    """How many fit, and for each channel how many are left out for which cause."""

    fit: int
    channels: dict[str, dict[Cause, int]]

    def out(self, channel: str) -> int:
        """Return how many of those who fit the channel does not reach."""
        return sum(self.channels[channel].values())

    def reached(self, channel: str) -> int:
        """Return the others."""
        return self.fit - self.out(channel)


def count(
    definition: Definition, scope: Scope, *, purpose: str = "news", world: World | None = None
) -> Exclusions:
    """Count those who fit by what stands in the way of each channel."""
    known = world or lookup.world([definition], reach=True)
    sql = _query(definition, scope, known, purpose)
    with connection.cursor() as cursor:
        cursor.execute(sql.text, sql.params)
        rows = cursor.fetchall()
    told: dict[str, Counter[Cause]] = {channel: Counter() for channel in CHANNELS}
    for *standings, lately, people in rows:
        for channel, standing in zip(CHANNELS, standings, strict=True):
            cause = _cause(standing, lately=lately)
            if cause is not None:
                told[channel][cause] += people
    ordered = {
        channel: {cause: found[cause] for cause in CAUSES if found[cause]}
        for channel, found in told.items()
    }
    return Exclusions(sum(row[-1] for row in rows), ordered)


def _cause(standing: int | None, *, lately: bool) -> Cause | None:
    if standing is None:
        return "no_address"
    if standing > 0:
        return _STANDING[standing - 1]
    return "lately" if lately else None


def _query(definition: Definition, scope: Scope, world: World, purpose: str) -> Sql:
    people = proposing.rows(definition, scope, world=world)
    sql = people.within("WITH fit AS MATERIALIZED (SELECT p.id ", ")")
    sql = sql.then(
        f", lately AS MATERIALIZED (SELECT t.person_id FROM {FACTS} t)",
        *(world.kinds.get(MESSAGE) or 0, None, world.since(1), world.now, None, None),
    )
    shut = [number for channel in CHANNELS for number in world.suppressed.get(channel, ())]
    sql = sql.then(_KEYS, KEY_KIND["email"], KEY_KIND["sms"])
    sql = sql.then(_FROM, shut, purpose, KEY_KIND["email"], list(KEY_KIND.values()))
    return sql.then(
        " SELECT keys.email, keys.sms, lately.person_id IS NOT NULL, count(*) FROM fit"
        " LEFT JOIN keys ON keys.person_id = fit.id"
        " LEFT JOIN lately ON lately.person_id = fit.id GROUP BY 1, 2, 3"
    )


# The words of a suppression are those of whoever closed the address; unknown ones are “shut”.
_STANDS: Final = (
    "CASE WHEN k.id = ANY(%s::bigint[]) THEN CASE WHEN x.reason LIKE 'bounce%%' THEN 5"
    " WHEN x.reason LIKE 'complain%%' THEN 6 WHEN x.reason LIKE 'stop%%' THEN 7 ELSE 8 END"
    " WHEN s.state = 'granted' THEN 0 WHEN s.state = 'paused' THEN 1 WHEN s.state = 'pending' THEN 2"
    " WHEN s.state = 'withdrawn' THEN 3 ELSE 4 END"
)
_KEYS: Final = (
    ", keys AS (SELECT k.person_id, min(k.stands) FILTER (WHERE k.kind = %s) AS email,"
    " min(k.stands) FILTER (WHERE k.kind = %s) AS sms FROM"
)
_FROM: Final = (
    f" (SELECT k.person_id, k.kind, {_STANDS} AS stands FROM fit"
    " JOIN people_identitykey k ON k.person_id = fit.id"
    " LEFT JOIN people_consentstate s ON s.key_id = k.id AND s.purpose = %s"
    " LEFT JOIN people_suppression x ON x.address_mac = k.address_mac"
    " AND x.channel = CASE WHEN k.kind = %s THEN 'email' ELSE 'sms' END"
    " WHERE k.kind = ANY(%s)) k GROUP BY k.person_id)"
)
