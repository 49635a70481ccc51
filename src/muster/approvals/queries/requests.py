"""Requests for a second administrator: who may act alone, who can answer, what waits for whom (A12)."""

from collections.abc import Sequence

from django.db.models import QuerySet

from muster.accounts import queries as accounts
from muster.accounts.models import Organisation, Staff
from muster.approvals import registry
from muster.approvals.models import Request
from muster.approvals.queries.people import proven
from muster.approvals.registry import Change
from muster.kit import clock


def alone(change: Change, *, by: Staff) -> bool:
    """Whether this person may do it without a second one.

    Once the installation was live, never. Before that: in training everything but what is always asked
    for; and everything as long as there is no other administrator at all.
    """
    house = accounts.organisation()
    if house.first_live_at is not None or house.mode == Organisation.Mode.LIVE:
        return False
    if house.training and not change.always:
        return True
    return not _fellows(change, besides=by)


def others(change: Change, *, besides: Staff) -> list[Staff]:
    """Everyone else who could agree to it now."""
    return [one for one in _fellows(change, besides=besides) if proven(one)]


def _fellows(change: Change, *, besides: Staff) -> list[Staff]:
    return [one for one in accounts.able(change.answer) if one.pk != besides.pk]


def waiting_for(staff: Staff) -> list[Request]:
    """What this person could answer, the oldest first."""
    found = _pending().exclude(asked_by=staff)
    return [one for one in found if staff.may(registry.change(one.kind).answer)]


def pending(staff: Staff) -> list[Request]:
    """Every open request this person may see: what they asked for, and what they could answer."""
    return [one for one in _pending() if may_see(one, staff)]


def closed(staff: Staff, *, most: int = 20) -> list[Request]:
    """The last ones that were answered, superseded or taken back."""
    found = Request.objects.exclude(closed_at=None).select_related("asked_by", "answered_by")
    latest = found.order_by("-closed_at", "-id")[:most]
    return [one for one in latest if may_see(one, staff)]


def about(subject: str, kinds: Sequence[str]) -> list[Request]:
    """What is asked for about one subject at this moment."""
    return list(_pending().filter(subject=subject, kind__in=kinds))


def may_see(asked: Request, staff: Staff) -> bool:
    return asked.asked_by_id == staff.pk or staff.may(registry.change(asked.kind).answer)


def _pending() -> QuerySet[Request]:
    found = Request.objects.open().filter(expires_at__gt=clock.db_now())
    return found.select_related("asked_by").order_by("asked_at", "id")
