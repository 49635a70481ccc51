"""Stops a release, lets it go on, or ends it. Each is one committed row with its author and time.

Halting asks for nothing and waits for no more than the claims under way: from its commit no parcel can be
claimed (H1, H2).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from muster.audit import actions as audit
from muster.delivery.actions import stops
from muster.delivery.models import Cancellation, Halt, Parcel, Release, Resumption
from muster.kit import clock
from muster.kit.actors import Doer
from muster.kit.errors import Conflict, Forbidden
from muster.kit.faults import fault

State = Release.State


class NotSending(Conflict):
    """There is nothing to stop: it is halted, cancelled or all gone."""


class NotStopped(Conflict):
    """Only what was halted can be resumed or cancelled."""


class SameHandAgain(Forbidden):
    """After a halt by evidence somebody else than the last time has to let it go on (W9)."""


class TooLate(Conflict):
    """Its time is over: what is left needs a new round (H7)."""


@transaction.atomic
def halt(
    *,
    release: Release,
    by: Doer,
    reason: str = "",
    metric: str = "",
    evidence: Mapping[str, Any] | None = None,
    at: datetime | None = None,
) -> Halt:
    """Stop it now; ``metric`` and ``evidence`` say why where no person pressed (W9)."""
    stops.await_claims()
    if not _move(release, State.SENDING, State.HALTED) or not _open(release):
        raise NotSending(_("Nothing of this is being sent now, so there was nothing to stop."))
    stopped = Halt.objects.create(
        release=release,
        by=by.actor,
        at=at or clock.db_now(),
        reason=reason,
        metric=metric,
        evidence=dict(evidence or {}),
    )
    audit.record(
        by=by, verb="release.halted", subject=release.subject, release=release.pk, halt=stopped.pk,
        metric=metric,
    )  # fmt: skip
    _notify(f"halt {release.pk}")
    fault("halt.before_commit")
    transaction.on_commit(lambda: fault("halt.after_commit"))
    return stopped


@transaction.atomic
def resume(
    *, release: Release, by: Doer, reason: str = "", at: datetime | None = None
) -> Resumption:
    """Go on with untouched messages only, in the same document, until the same end (H7)."""
    stops.demand_leave()
    if not _move(release, State.HALTED, State.SENDING):
        raise NotStopped(_("This is not halted, so there is nothing to resume."))
    _demand_another_hand(release, by)
    if clock.now() >= release.not_after:
        raise TooLate(_("Its time is over. Send the rest as a new broadcast with a new approval."))
    resumed = Resumption.objects.create(
        halt=_latest(release), by=by.actor, at=at or clock.db_now(), reason=reason
    )
    audit.record(by=by, verb="release.resumed", subject=release.subject, release=release.pk)
    _notify(f"release {release.pk}")
    return resumed


@transaction.atomic
def cancel(
    *, release: Release, by: Doer, reason: str = "", at: datetime | None = None
) -> Cancellation:
    """End it: the untouched rest is never sent."""
    if not _move(release, State.HALTED, State.CANCELLED):
        raise NotStopped(_("Halt it first; then you can end it."))
    ended = Cancellation.objects.create(
        release=release, by=by.actor, at=at or clock.db_now(), reason=reason
    )
    _expire_untouched(release)
    audit.record(by=by, verb="release.cancelled", subject=release.subject, release=release.pk)
    return ended


def _demand_another_hand(release: Release, by: Doer) -> None:
    """What halted by itself is not let go on twice in a row by one and the same person (W9)."""
    last = Resumption.objects.filter(halt__release=release).order_by("-at", "-id").first()
    if _latest(release).metric and last is not None and last.by == by.actor:
        raise SameHandAgain(
            _("You let it go on the last time. Now somebody else has to look and decide.")
        )


def _move(release: Release, before: str, after: str) -> bool:
    moved = Release.objects.filter(pk=release.pk, state=before).update(state=after)
    if moved:
        release.state = after
    return bool(moved)


def _open(release: Release) -> bool:
    return release.parcels.exclude(state=Parcel.State.FINISHED).exists()


def _latest(release: Release) -> Halt:
    return release.halts.order_by("-at", "-id")[0]


def _expire_untouched(release: Release) -> None:
    # Parcels still in a worker's hands are ended by it, within the time a halt takes.
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO delivery_outcome"
            " (release_id, parcel_id, recipient_id, kind, code, detail, at)"
            " SELECT p.release_id, p.id, n.id, 'expired', 0, 'cancelled', clock_timestamp()"
            "   FROM delivery_parcel AS p JOIN delivery_recipient AS n ON n.snapshot_id = %s"
            "    AND n.zone = p.zone AND n.position BETWEEN p.first_position AND p.last_position"
            "  WHERE p.release_id = %s AND p.state = 'pending'"
            "    AND NOT EXISTS (SELECT FROM delivery_outcome AS o"
            "                     WHERE o.parcel_id = p.id AND o.recipient_id = n.id)"
            "    AND (p.retry_of_id IS NULL OR EXISTS (SELECT FROM delivery_outcome AS o"
            "          WHERE o.parcel_id = p.retry_of_id AND o.recipient_id = n.id"
            "            AND o.kind = 'temporary'))",
            [release.snapshot_id, release.pk],
        )
        cursor.execute(
            "UPDATE delivery_parcel SET state = 'finished', finished_at = clock_timestamp()"
            " WHERE release_id = %s AND state = 'pending'",
            [release.pk],
        )


def _notify(what: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify('delivery', %s)", [what])
