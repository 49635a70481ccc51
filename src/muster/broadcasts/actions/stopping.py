"""Stopping everything the organisation sends in bulk, and lifting that again.

Stopping asks for nothing but sight of broadcasts; lifting needs somebody who may approve, freshly proved (H1, W9).
"""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from muster.accounts.models import Staff
from muster.approvals import queries as answered
from muster.approvals import standing
from muster.approvals.errors import NotFresh
from muster.delivery.actions import stops
from muster.delivery.models import Stop
from muster.kit import clock
from muster.kit.errors import Forbidden


class MayNotLift(Forbidden):
    def __init__(self) -> None:
        super().__init__(_("Lifting it needs somebody who may approve what is sent."))


def stop_everything(*, by: Staff, reason: str = "") -> Stop:
    """Let nothing more leave in bulk. Single answers and letters go on."""
    return stops.stop(by=by, reason=reason)


@transaction.atomic
def lift_stop(*, by: Staff, authenticated_at: datetime | None) -> Stop:
    """Let sending go on."""
    if not answered.candidate(Staff.objects.get(pk=by.pk)).approver:
        raise MayNotLift
    if authenticated_at is None or not standing.fresh(authenticated_at, clock.db_now()):
        raise NotFresh
    return stops.lift(by=by)
