"""Opens and closes drives as their time comes, once each, and says what the walls show."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from muster.accounts.models import Staff
from muster.audit import actions as audit
from muster.drives import errors
from muster.drives.models import Drive
from muster.kit.actors import Doer, system


def turn(*, at: datetime) -> int:
    """Write down which drives began or ended by the clock; safe to run twice. Returns how many."""
    due = Drive.objects.filter(earlier=False).filter(
        Q(opened_at=None, starts_at__lte=at) | Q(closed_at=None, ends_at__lte=at)
    )
    return sum(_turn(number, at) for number in due.order_by("id").values_list("id", flat=True))


@transaction.atomic
def _turn(number: int, at: datetime) -> int:
    drive = Drive.objects.select_for_update().get(pk=number)
    turned = 0
    if drive.opened_at is None and drive.starts_at <= at:
        drive.opened_at = at
        turned += _said(drive, "drive.opened", system("drives"), at)
    if drive.closed_at is None and drive.ends_at <= at:
        drive.closed_at = at
        turned += _said(drive, "drive.closed", system("drives"), at)
    drive.save(update_fields=["opened_at", "closed_at"])
    return turned


@transaction.atomic
def close(*, drive: Drive, by: Staff, at: datetime) -> Drive:
    """End it before its time: nobody can begin to give any more; what is on its way still counts."""
    held = Drive.objects.select_for_update().get(pk=drive.pk)
    if held.state(at) == "ended":
        raise errors.Over
    held.closed_at = at
    held.save(update_fields=["closed_at"])
    _said(held, "drive.closed", by, at)
    return held


@transaction.atomic
def show_on_walls(*, drive: Drive, screen: str, by: Staff, at: datetime) -> None:
    """Choose what every wall of this drive shows from now on."""
    Drive.objects.filter(pk=drive.pk).update(screen=Drive.Screen(screen))
    audit.record(by=by, verb="wall.turned", subject=str(drive), at=at, screen=screen)


def _said(drive: Drive, verb: str, by: Doer, at: datetime) -> int:
    audit.record(by=by, verb=verb, subject=str(drive), at=at)
    return 1
