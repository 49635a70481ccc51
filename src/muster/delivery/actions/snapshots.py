"""Freezes the recipients of one subject: chosen, filtered, counted and numbered in one transaction.

Nobody is ever added later, and an interrupted snapshot does not exist (S1, S2, S4).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final

from django.db import connection, transaction
from django.db.models import Count
from django.utils.translation import gettext as _

from muster.audit import actions as audit
from muster.delivery import staging, suppressions
from muster.delivery.liquid import Fields
from muster.delivery.models import Recipient, Snapshot
from muster.kit import clock, ids
from muster.kit.actors import Doer
from muster.kit.errors import Refused
from muster.kit.faults import fault
from muster.kit.scope import Scope

_SUPPRESS: Final = """
UPDATE delivery_stage AS s SET suppressed = true FROM people_suppression AS gone
 WHERE s.granted AND gone.channel = %s AND gone.address_mac = s.address_mac
"""
_BATCH: Final = 10_000


class NobodyChosen(Refused):
    """The audience holds nobody who may be written to; ``excluded`` counts why."""

    excluded: Mapping[str, Any] = MappingProxyType({})


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
    _stage(members_sql, params, channel=channel, purpose=purpose, fields=fields, scope=scope)
    _mark_suppressed(channel)
    fault("snapshot.mid_copy")
    snapshot = Snapshot.objects.create(
        subject=subject,
        channel=channel,
        purpose=purpose,
        seed=ids.token(),
        size=0,
        excluded=_excluded(fields),
        created_at=clock.db_now(),
        created_by=by.actor,
    )
    _freeze(snapshot, fields)
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
    _stage(members_sql, params, channel=channel, purpose=purpose, fields=fields, scope=scope)
    _mark_suppressed(channel)
    per_region = _staged(fields, "region")
    if not per_region:
        nobody = _nobody()
        nobody.excluded = _excluded(fields)
        raise nobody
    return Snapshot(
        subject=subject,
        channel=channel,
        purpose=purpose,
        size=sum(per_region.values()),
        per_region=per_region,
        per_language=_staged(fields, "language"),
        excluded=_excluded(fields),
    )


def _nobody() -> NobodyChosen:
    return NobodyChosen(
        _("Nobody of this audience can be written to now. See who was left out, and why.")
    )


def _demand_way(channel: str) -> None:
    if channel not in staging.KEY_KINDS:
        raise UnknownChannel(_("There is no way to send by “%(channel)s”.") % {"channel": channel})


def _staged(fields: Fields, column: str) -> dict[str, int]:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {column}, count(*) FROM delivery_stage WHERE {staging.ready(fields)}"
            " GROUP BY 1 ORDER BY 1"
        )
        return dict(cursor.fetchall())


def _stage(members_sql: str, params: Sequence[Any], **choice: Any) -> None:
    text, values = staging.stage(members_sql, params, **choice)
    with connection.cursor() as cursor:
        # Sorting and joining everybody is worth some memory, for as long as this transaction lasts.
        cursor.execute("SET LOCAL work_mem = '128MB'")
        cursor.execute("DROP TABLE IF EXISTS delivery_stage")
        cursor.execute(text, values)


def _mark_suppressed(channel: str) -> None:
    if not suppressions.any_at_all(channel):
        return
    with connection.cursor() as cursor:
        cursor.execute(_SUPPRESS, [channel])
        # Keys from before fingerprints were kept beside them: theirs are made now.
        cursor.execute(
            "SELECT address, key_id FROM delivery_stage WHERE granted AND address_mac IS NULL"
        )
        keys: dict[str, int] = dict(cursor.fetchall())
        addresses = list(keys)
        for start in range(0, len(addresses), _BATCH):
            closed = suppressions.among(channel, addresses[start : start + _BATCH])
            cursor.execute(
                "UPDATE delivery_stage SET suppressed = true WHERE key_id = ANY (%s)",
                [[keys[address] for address in closed]],
            )


def _freeze(snapshot: Snapshot, fields: Fields) -> None:
    with connection.cursor() as cursor:
        cursor.execute(staging.freeze(fields), [snapshot.pk, snapshot.seed])
        size = cursor.rowcount
        if not size:
            raise _nobody()
    snapshot.size = size
    snapshot.per_region, snapshot.per_language = _count(snapshot)
    snapshot.save(update_fields=["size", "per_region", "per_language"])


def _count(snapshot: Snapshot) -> tuple[dict[str, int], dict[str, int]]:
    """How many of each region and of each language, read in one pass."""
    rows = Recipient.objects.filter(snapshot=snapshot).values_list("region", "language")
    regions: Counter[str] = Counter()
    languages: Counter[str] = Counter()
    for region, language, people in rows.annotate(people=Count("id")).order_by(
        "region", "language"
    ):
        regions[region] += people
        languages[language] += people
    return dict(regions), dict(sorted(languages.items()))


def _excluded(fields: Fields) -> Mapping[str, Any]:
    lacking = "".join(
        f", count(*) FILTER (WHERE granted AND NOT suppressed"
        f" AND nullif(btrim(field_{name}), '') IS NULL)"
        for name in sorted(fields.required)
    )
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FILTER (WHERE NOT granted), count(*) FILTER (WHERE suppressed),"
            f" count(*) FILTER (WHERE granted AND NOT suppressed AND ({staging.missing(fields)}))"
            f"{lacking} FROM delivery_stage"
        )
        no_consent, suppressed, missing, *each = cursor.fetchone()
    return {
        "no_consent": no_consent,
        "suppressed": suppressed,
        "missing": missing,
        "missing_each": dict(zip(sorted(fields.required), each, strict=True)),
    }
