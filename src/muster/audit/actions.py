"""Adding to the log, in the caller's transaction, and chaining what was added, in nobody's way."""

import json
import re
from collections.abc import Sequence
from datetime import datetime

from django.db import connection, transaction
from django.db.models import BooleanField, Exists, OuterRef, Q
from django.db.models.expressions import RawSQL

from muster.audit import chain, circumstances
from muster.audit.models import Entry, Seal
from muster.kit import clock
from muster.kit.actors import Doer

LONGEST_VALUE = 200
BATCH = 2000
# Any constant of our own: one sealer at a time, over all workers.
_LOCK = 0x6D75_7374_6571

# Close enough: an address, or a long run of digits as telephone numbers have.
_PERSONAL = re.compile(r"\S@\S|\+\d[\d ()-]{6,}")

# Transaction numbers begin anew when a backup is restored into another server: what can be seen and yet is
# beyond the newest number was written in the old one, or by this very transaction.
_FROM_ANOTHER_SERVER = RawSQL(
    "audit_entry.xid >= pg_snapshot_xmax(pg_current_snapshot())::text::bigint"
    " AND audit_entry.xid IS DISTINCT FROM pg_current_xact_id_if_assigned()::text::bigint",
    [],
    output_field=BooleanField(),
)


class NotForTheLog(ValueError):
    """A detail looked like an address, a number or a text; the log takes ids and plain facts."""


def record(
    *, by: Doer, verb: str, subject: str, at: datetime | None = None, **detail: object
) -> Entry:
    """Add one entry inside the caller's transaction, so that both happen or neither."""
    here = circumstances.current()
    return Entry.objects.create(
        at=at or clock.db_now(),
        actor=by.actor,
        verb=verb,
        subject=subject,
        detail=_fit(detail),
        session=here.session,
        ip_class=here.ip_class,
    )


def record_each(
    *, by: Doer, verb: str, subjects: Sequence[tuple[str, datetime, dict[str, object]]]
) -> None:
    """Add the same entry about many things at once, each with its moment and its detail."""
    here = circumstances.current()
    Entry.objects.bulk_create(
        Entry(
            at=at, actor=by.actor, verb=verb, subject=subject, detail=_fit(detail),
            session=here.session, ip_class=here.ip_class,
        )
        for subject, at, detail in subjects
    )  # fmt: skip


def seal_pending() -> int:
    """Chain what was committed since the last time, in commit order, and return how many.

    Stops before the oldest transaction that is still open, so that no later entry can slip in before
    a link that is already made. A second sealer at the same moment does nothing.
    """
    sealed = 0
    while True:
        with transaction.atomic():
            made = _seal_batch() if _alone() else 0
        sealed += made
        if made < BATCH:
            return sealed


def _seal_batch() -> int:
    horizon = _horizon()
    last = Seal.objects.order_by("-position").first()
    position, digest = (last.position, last.digest) if last else (0, chain.GENESIS)
    batch = _unsealed(last.horizon if last else 0, horizon)
    if len(batch) == BATCH:
        # More waits below the horizon: the next batch must look from here on.
        horizon = min(horizon, batch[-1].xid)
    links, at = [], clock.db_now()
    for entry in batch:
        position += 1
        digest = chain.digest(digest, entry)
        links.append(Seal(position=position, entry=entry.id, digest=digest, horizon=horizon, at=at))
    Seal.objects.bulk_create(links)
    return len(links)


def _unsealed(since: int, horizon: int) -> list[Entry]:
    sealed = Seal.objects.filter(entry=OuterRef("id"))
    pending = Entry.objects.filter(Q(xid__lt=horizon) | Q(_FROM_ANOTHER_SERVER)).filter(
        ~Exists(sealed)
    )
    # After a restore the last link speaks of another server's numbers, and "since" says nothing.
    if horizon >= since:
        pending = pending.filter(xid__gte=since)
    return list(pending.order_by("xid", "id")[:BATCH])


def _alone() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_LOCK])
        return bool(cursor.fetchone()[0])


def _horizon() -> int:
    """Return the oldest transaction that is still open."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
        return int(cursor.fetchone()[0])


def _fit(detail: dict[str, object]) -> dict[str, object]:
    plain: dict[str, object] = json.loads(json.dumps(detail, default=str))
    for name, value in plain.items():
        _check(name, value)
    return plain


def _check(name: str, value: object) -> None:
    if isinstance(value, str) and (len(value) > LONGEST_VALUE or _PERSONAL.search(value)):
        raise NotForTheLog(
            f"audit detail “{name}” looks like a text or an address; record ids only"
        )
    if isinstance(value, dict):
        for key, inner in value.items():
            _check(f"{name}.{key}", inner)
    if isinstance(value, list):
        for inner in value:
            _check(name, inner)
