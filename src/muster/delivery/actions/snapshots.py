"""Freezes the recipients of one subject: chosen, filtered, counted and numbered in one transaction.

Nobody is ever added later, and an interrupted snapshot does not exist (S1, S2, S4).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final

from django.db import connection, transaction
from django.utils.translation import gettext as _

from muster.audit import actions as audit
from muster.delivery import staging, suppressions
from muster.delivery.liquid import Fields
from muster.delivery.models import Snapshot
from muster.kit import clock, ids
from muster.kit.actors import Doer
from muster.kit.errors import Refused
from muster.kit.faults import fault
from muster.kit.scope import Scope

# Sorting and joining everybody is worth some memory, and hands from all of the machine, for as long as
# that takes. What workers find is never counted as dear: the server’s own guess reads millions alone.
_ROOM: Final = "SET LOCAL work_mem = '128MB'; SET LOCAL parallel_tuple_cost = 0.001"
_ROOM_ENDS: Final = "SET LOCAL parallel_tuple_cost TO DEFAULT"
_BATCH: Final = 10_000


class NobodyChosen(Refused):
    """The audience holds nobody who may be written to; ``excluded`` counts why."""

    excluded: Mapping[str, Any] = MappingProxyType({})


class Miscounted(RuntimeError):
    """Not everybody counted was frozen, so nobody is."""


class UnknownChannel(Refused):
    """There is no way to write by that channel."""


@transaction.atomic
def take_snapshot(
    *,
    subject: str,
    members_sql: str,
    params: Sequence[Any],
    channel: str,
    purpose: str,
    fields: Fields,
    scope: Scope,
    by: Doer,
) -> Snapshot:
    """Freeze everyone ``members_sql`` selects who said yes, is not suppressed and is in scope."""
    _demand_way(channel)
    fault("snapshot.begin")
    seed = ids.token()
    _stage(
        members_sql, params, channel=channel, purpose=purpose, fields=fields, scope=scope, seed=seed
    )
    _mark_suppressed(channel)
    fault("snapshot.mid_copy")
    snapshot = Snapshot.objects.create(
        subject=subject,
        channel=channel,
        purpose=purpose,
        seed=seed,
        **_counted(fields),
        created_at=clock.db_now(),
        created_by=by.actor,
    )
    _freeze(snapshot)
    audit.record(
        by=by, verb="snapshot.taken", subject=subject, snapshot=snapshot.pk, size=snapshot.size
    )
    fault("snapshot.before_commit")
    return snapshot


@transaction.atomic
def foresee_snapshot(
    *,
    subject: str,
    members_sql: str,
    params: Sequence[Any],
    channel: str,
    purpose: str,
    fields: Fields,
    scope: Scope,
) -> Snapshot:
    """Count, unsaved, whom ``take_snapshot`` would freeze at this moment: staged alike, written nowhere."""
    _demand_way(channel)
    _stage(
        members_sql, params, channel=channel, purpose=purpose, fields=fields, scope=scope, seed=""
    )
    _mark_suppressed(channel)
    return Snapshot(subject=subject, channel=channel, purpose=purpose, **_counted(fields))


def _demand_way(channel: str) -> None:
    if channel not in staging.KEY_KINDS:
        raise UnknownChannel(_("There is no way to send by “%(channel)s”.") % {"channel": channel})


def _stage(members_sql: str, params: Sequence[Any], **choice: Any) -> None:
    text, values = staging.stage(members_sql, params, **choice)
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS delivery_stage")
        cursor.execute(_ROOM)
        cursor.execute(text, values)
        cursor.execute(_ROOM_ENDS)


def _mark_suppressed(channel: str) -> None:
    """Keys from before fingerprints were kept beside them: theirs are made now."""
    if not suppressions.any_at_all(channel):
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT address, key_id FROM delivery_stage WHERE granted AND address_mac IS NULL"
        )
        keys: dict[str, int] = dict(cursor.fetchall())
        addresses = list(keys)
        for start in range(0, len(addresses), _BATCH):
            closed = suppressions.among(channel, addresses[start : start + _BATCH])
            cursor.execute(
                "UPDATE delivery_stage SET suppressed = true, position = NULL"
                " WHERE key_id = ANY (%s)",
                [[keys[address] for address in closed]],
            )
        if addresses:
            cursor.execute(staging.RENUMBER)


def _freeze(snapshot: Snapshot) -> None:
    with connection.cursor() as cursor:
        cursor.execute(staging.freeze(), [snapshot.pk])
        if cursor.rowcount != snapshot.size:
            raise Miscounted(f"{cursor.rowcount} frozen of {snapshot.size} counted")


def _counted(fields: Fields) -> dict[str, Any]:
    """Who of the stage is a recipient, by region and language, and why others are not: in one pass."""
    names = sorted(fields.required)
    lacking = "granted AND NOT suppressed AND position IS NULL"
    sorts = [
        staging.READY,
        "NOT granted",
        "suppressed",
        lacking,
        *(f"{lacking} AND {staging.lacks(name)}" for name in names),
    ]
    counts = ", ".join(f"count(*) FILTER (WHERE {sort})" for sort in sorts)
    regions: Counter[str] = Counter()
    languages: Counter[str] = Counter()
    sums = [0] * len(sorts)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT region, language, {counts} FROM delivery_stage GROUP BY 1, 2")
        for region, language, *row in cursor.fetchall():
            regions[region] += row[0]
            languages[language] += row[0]
            sums = [a + b for a, b in zip(sums, row, strict=True)]
    size, no_consent, suppressed, missing, *each = sums
    excluded = {
        "no_consent": no_consent,
        "suppressed": suppressed,
        "missing": missing,
        "missing_each": dict(zip(names, each, strict=True)),
    }
    if not size:
        nobody = NobodyChosen(
            _("Nobody of this audience can be written to now. See who was left out, and why.")
        )
        nobody.excluded = excluded
        raise nobody
    return {
        "size": size,
        "per_region": _present(regions),
        "per_language": _present(languages),
        "excluded": excluded,
    }


def _present(counts: Counter[str]) -> dict[str, int]:
    return {name: people for name, people in sorted(counts.items()) if people}
