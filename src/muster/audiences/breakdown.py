"""Those who fit a definition, counted by what a further condition could say: when they joined, what they read,
when they last gave. One statement for all, and one more for how many people there are in each region.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from django.db import connection

from muster.audiences import compiler, lookup, proposing
from muster.audiences.engines.postgres import FACTS
from muster.audiences.world import GIFT, World

if TYPE_CHECKING:
    from muster.audiences.definition import Definition
    from muster.audiences.sql import Sql
    from muster.kit.scope import Scope

# Days since the last gift, each up to and with the last day; “older” and “never” come after.
GIFTS: Final = (30, 90, 365)


@dataclass(frozen=True, slots=True)
class Breakdown:
    """How many joined in each month (“2026-03”), read each language (“” is unknown), last gave how long ago.

    ``gifts`` has a key for each of GIFTS as text, “older” and “never”. Each adds up to those who fit.
    """

    months: dict[str, int] = field(default_factory=dict)
    languages: dict[str, int] = field(default_factory=dict)
    gifts: dict[str, int] = field(default_factory=dict)
    regions: dict[str, int] = field(default_factory=dict)

    @property
    def fit(self) -> int:
        """How many fit."""
        return sum(self.months.values())


def count(definition: Definition, scope: Scope, *, world: World | None = None) -> Breakdown:
    """Count those who fit in each of the four ways."""
    found = Breakdown()
    sql = _query(definition, scope, world or lookup.world([definition]))
    with connection.cursor() as cursor:
        cursor.execute(sql.text, sql.params)
        for way, key, people in cursor.fetchall():
            {"m": found.months, "l": found.languages, "g": found.gifts, "r": found.regions}[way][
                key
            ] = people
    return found


def base(scope: Scope) -> dict[str, int]:
    """Count all people in sight by region; those of no region under “”."""
    inside = compiler.scoped(scope)
    text = (
        "SELECT coalesce(p.region_id, ''), count(*) FROM people_person p"
        f" WHERE p.erased_at IS NULL AND p.joined_into IS NULL AND ({inside.text}) GROUP BY 1"
    )
    with connection.cursor() as cursor:
        cursor.execute(text, inside.params)
        return dict(cursor.fetchall())


def _query(definition: Definition, scope: Scope, world: World) -> Sql:
    people = proposing.rows(definition, scope, world=world)
    sql = people.within(
        "WITH fit AS MATERIALIZED (SELECT p.id, p.region_id, p.language, p.created_at ", ")"
    )
    sql = sql.then(
        f", gave AS (SELECT t.person_id, t.latest FROM {FACTS} t)",
        *(world.kinds.get(GIFT) or 0, None, world.now - _EVER, world.now, None, None),
    )
    ends = [world.now - timedelta(days=days) for days in GIFTS]
    return sql.then(_WAYS, *ends)


_EVER: Final = timedelta(days=36_500)
# A gift on the very edge counts as “did” within the days and not as “last gave more than so many days ago”.
_WAYS: Final = (
    " SELECT 'm', to_char(created_at AT TIME ZONE 'UTC', 'YYYY-MM'), count(*) FROM fit GROUP BY 2"
    " UNION ALL SELECT 'l', coalesce(language, ''), count(*) FROM fit GROUP BY 2"
    " UNION ALL SELECT 'r', coalesce(region_id, ''), count(*) FROM fit GROUP BY 2"
    " UNION ALL SELECT 'g', CASE WHEN gave.latest IS NULL THEN 'never'"
    + "".join(f" WHEN gave.latest > %s THEN '{days}'" for days in GIFTS)
    + " ELSE 'older' END, count(*) FROM fit LEFT JOIN gave ON gave.person_id = fit.id GROUP BY 2"
)
