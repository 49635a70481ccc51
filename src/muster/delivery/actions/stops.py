"""Stops everything this organisation sends in bulk, and lifts that again: one committed row each (H1).

A stop waits for nothing and halts nothing by itself: what was sending goes on from where it stood once it is lifted.
"""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from muster.audit import actions as audit
from muster.delivery import registry
from muster.delivery.models import Stop
from muster.kit import clock
from muster.kit.actors import Doer
from muster.kit.errors import Conflict
from muster.kit.faults import fault

SUBJECT = "organisation"
# Every claim holds this while it lasts: once a stop has it, none is under way and none begins.
LOCK = "hashtextextended('delivery:stop', 0)"


class AlreadyStopped(Conflict):
    """Everything stands still already; the first stop holds."""


class NothingStopped(Conflict):
    """There is no stop to lift."""


@transaction.atomic
def stop(*, by: Doer, reason: str = "", at: datetime | None = None) -> Stop:
    """Let nothing more leave in bulk, from the commit of this row."""
    await_claims()
    try:
        with transaction.atomic():
            made = Stop.objects.create(by=by.actor, at=at or clock.db_now(), reason=reason)
    except IntegrityError as error:
        raise AlreadyStopped(_("Everything stands still already.")) from error
    audit.record(by=by, verb="sending.stopped", subject=SUBJECT, stop=made.pk)
    _notify(f"stop {made.pk}")
    fault("stop.before_commit")
    return made


@transaction.atomic
def stop_or_join(*, by: Doer, reason: str = "") -> Stop:
    """Return the stop that stands, or pull it; either way no claim and no release is under way from here on."""
    await_claims()
    return Stop.objects.filter(lifted_at=None).first() or stop(by=by, reason=reason)


def demand_leave() -> None:
    """Ask at the very end of letting go: a hold that commits first forbids it, one that comes later finds it."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT pg_advisory_xact_lock_shared({LOCK})")
    registry.demand_leave()


@transaction.atomic
def lift(*, by: Doer, at: datetime | None = None) -> Stop:
    """Let sending go on: what was halted by itself or by hand stays halted."""
    stands = Stop.objects.select_for_update().filter(lifted_at=None).first()
    if stands is None:
        raise NothingStopped(_("Nothing is stopped, so there is nothing to lift."))
    stands.lifted_by, stands.lifted_at = by.actor, at or clock.db_now()
    stands.save(update_fields=["lifted_by", "lifted_at"])
    audit.record(by=by, verb="sending.lifted", subject=SUBJECT, stop=stands.pk)
    _notify(f"lift {stands.pk}")
    return stands


def await_claims() -> None:
    """Wait, in the transaction that stops something, for the claims under way; later ones wait for its end.

    Their share locks on a release alone would let every later claim pass whoever waits for the earlier ones.
    """
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT pg_advisory_xact_lock({LOCK})")


def _notify(what: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify('delivery', %s)", [what])
