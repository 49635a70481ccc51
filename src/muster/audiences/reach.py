"""Who of an audience a message would really go to, and why it would not go to the others.

One pass over the people gives every number of the page, so that the numbers always add up: those who fit
are those who can be written to plus those left out, each for the first reason that holds.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from muster.audiences import compiler
from muster.audiences.definition import CHANNELS, Definition
from muster.audiences.engines.postgres import FACTS
from muster.audiences.sql import Sql
from muster.audiences.world import KEY_KIND, MESSAGE, World
from muster.kit.scope import Scope

Reason = Literal["no_address", "suppressed", "no_consent", "lately", ""]
# In this order; the first that holds is the one that is told. "" is reached.
REASONS: tuple[Reason, ...] = ("no_address", "suppressed", "no_consent", "lately")
DRAWN = 10
# A hash of number and seed orders people as a shuffle would; the lake draws by the same.
TURN = "hashint8extended({}, %s)"


@dataclass(frozen=True, slots=True)
class Measure:
    """How many fit, in which regions, and for each channel how many for which reason."""

    fit: int
    regions: dict[str | None, int]
    channels: dict[str, dict[Reason, int]]
    # Some of them at random, where a seed was given.
    drawn: tuple[int, ...] = ()

    def reached(self, channel: str) -> int:
        """Return how many could be written to by this channel now."""
        return self.channels.get(channel, {}).get("", 0)

    def left_out(self, channel: str) -> dict[Reason, int]:
        """Return how many could not, by reason, in the order the reasons are asked."""
        found = self.channels.get(channel, {})
        return {reason: found[reason] for reason in REASONS if found.get(reason)}


def measured(rows: Iterable[tuple[str | None, Reason, Reason, int, int | None]]) -> Measure:
    """Sum up rows of region, reason by e-mail, reason by text, people; and of who was drawn."""
    regions: Counter[str | None] = Counter()
    channels: dict[str, Counter[Reason]] = {channel: Counter() for channel in CHANNELS}
    drawn = []
    for region, *reasons, count, member in rows:
        if member is not None:
            drawn.append(member)
            continue
        regions[region] += count
        for channel, reason in zip(CHANNELS, reasons, strict=True):
            channels[channel][reason] += count
    counted = {channel: dict(found) for channel, found in channels.items()}
    return Measure(sum(regions.values()), dict(regions), counted, tuple(drawn))


def query(
    definition: Definition, scope: Scope, world: World, *, purpose: str, seed: int | None = None
) -> Sql:
    """Count the people of a definition by region and by what stands in the way of each channel.

    With a ``seed`` the same look at everybody also draws some of them.
    """
    sql = _fitting(definition, scope, world, purpose).then(
        f" SELECT fit.region_id, {_reason('email')}, {_reason('sms')}, count(*), NULL::bigint"
        " FROM fit LEFT JOIN keys ON keys.person_id = fit.id"
        " LEFT JOIN lately ON lately.person_id = fit.id GROUP BY 1, 2, 3"
    )
    if seed is None:
        return sql
    return sql.then(
        f" UNION ALL (SELECT NULL, '', '', 0, fit.id FROM fit ORDER BY {TURN.format('fit.id')},"
        " fit.id LIMIT %s)",
        *(seed, DRAWN),
    )


def _fitting(definition: Definition, scope: Scope, world: World, purpose: str) -> Sql:
    people = compiler.member_rows(definition, scope, world)
    sql = people.within("WITH fit AS MATERIALIZED (SELECT p.id, p.region_id ", ")")
    sql = sql.then(
        f", lately AS MATERIALIZED (SELECT t.person_id FROM {FACTS} t)",
        *(world.kinds.get(MESSAGE) or 0, None, world.since(1), world.now, None, None),
    )
    for channel in CHANNELS:
        sql = sql.then(f"{', ' if channel != CHANNELS[0] else _KEYS}{_BEST} AS {channel}")
        shut = list(world.suppressed.get(channel, ()))
        sql = Sql(sql.text, (*sql.params, KEY_KIND[channel], shut))
    return sql.then(
        " FROM fit JOIN people_identitykey k ON k.person_id = fit.id LEFT JOIN people_consentstate s"
        " ON s.key_id = k.id AND s.purpose = %s WHERE k.kind = ANY(%s) GROUP BY k.person_id)",
        purpose,
        list(KEY_KIND.values()),
    )


_KEYS = ", keys AS (SELECT k.person_id, "
# The best of a person's addresses decides: 3 said yes, 2 did not, 1 is shut.
_BEST = (
    "max(CASE WHEN k.kind <> %s THEN NULL WHEN k.id = ANY(%s::bigint[]) THEN 1"
    " WHEN s.state = 'granted' THEN 3 ELSE 2 END)"
)


def _reason(channel: str) -> str:
    return (
        f"CASE WHEN keys.{channel} IS NULL THEN 'no_address' WHEN keys.{channel} = 1"
        f" THEN 'suppressed' WHEN keys.{channel} = 2 THEN 'no_consent'"
        " WHEN lately.person_id IS NOT NULL THEN 'lately' ELSE '' END"
    )
