"""Makes the ledger say what the gateways’ reports add up to, and never more or less.

One at a time for all processes: whoever finds it being done leaves it to the one who does it, who looks
again after letting go. So no report waits for the next, and two never write the same line.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models import QuerySet

from muster.gifts import gathering
from muster.gifts.actions.book import book
from muster.gifts.models import Report
from muster.kit import clock
from muster.kit.scope import Scope, entered

AT_ONCE: Final = 500
LOCK: Final = 0x676966747301
_ROUNDS: Final = 200
log = logging.getLogger(__name__)


def fold(*, at: datetime | None = None) -> int:
    """Fold every report that waits. Returns how many."""
    done = 0
    for _round in range(_ROUNDS):
        some = _some(at or clock.now())
        done += some or 0
        if some is None or (not some and not _waits()):
            break
    return done


def try_again() -> int:
    """Let those that could not be folded wait once more. Returns how many."""
    with transaction.atomic(), entered(Scope.EVERYONE):
        return Report.objects.filter(folded_at=None).exclude(trouble="").update(trouble="")


def _some(at: datetime) -> int | None:
    """Fold the oldest that wait; None where somebody else is at it."""
    with transaction.atomic(), entered(Scope.EVERYONE):
        if not _alone():
            return None
        waiting = list(_waiting().order_by("id")[:AT_ONCE])
        if not waiting:
            return 0
        try:
            with transaction.atomic():
                _together(waiting, at)
        except (OperationalError, InterfaceError):
            # The database is away or turned us back: nothing is wrong with the reports.
            raise
        except Exception:  # one report must never hold up the money of all others
            log.exception("a report could not be folded; each is tried alone")
            _each(waiting, at)
        return len(waiting)


def _together(reports: Sequence[Report], at: datetime) -> None:
    book(gathered=gathering.around(reports), at=at)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE gifts_report SET folded_at = %s WHERE id = ANY(%s)",
            [at, [one.pk for one in reports]],
        )


def _each(reports: Sequence[Report], at: datetime) -> None:
    for one in reports:
        try:
            with transaction.atomic():
                _together([one], at)
        except Exception as error:  # it waits, named, until somebody has looked
            log.exception("report:%s could not be folded", one.pk)
            Report.objects.filter(pk=one.pk).update(trouble=type(error).__name__)


def _waiting() -> QuerySet[Report]:
    return Report.objects.filter(folded_at=None, trouble="")


def _waits() -> bool:
    with transaction.atomic(), entered(Scope.EVERYONE):
        return bool(_waiting().exists())


def _alone() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
        return bool(cursor.fetchone()[0])
