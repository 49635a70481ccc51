"""Who is told when a release stops or is held by itself: its sender, its approvers, and who is on duty (W9)."""

from __future__ import annotations

from muster.accounts import queries as accounts
from muster.accounts.models import Staff
from muster.approvals import queries as approvals
from muster.approvals.models import Clearance, Decision, Round
from muster.delivery.models import Release


def watchers(release: Release) -> list[Staff]:
    """Each of them once, and only who still works here."""
    # Also whom only a missing second factor keeps from deciding: they can still run for somebody.
    found = {staff.pk for staff in accounts.able(approvals.PERMISSION)}
    asked = _asked(release)
    if asked is not None:
        found |= {asked.author_id, asked.submitted_by_id}
        yes = asked.decisions.filter(kind=Decision.Kind.APPROVE)
        found |= set(yes.values_list("staff_id", flat=True))
    prefix, _colon, number = release.released_by.partition(":")
    if prefix == "staff" and number.isdecimal():
        found.add(int(number))
    return list(Staff.objects.filter(pk__in=found, is_active=True).order_by("pk"))


def _asked(release: Release) -> Round | None:
    clearance = (
        Clearance.objects.select_related("round", "standing__round")
        .filter(pk=release.clearance_id, subject=release.subject)
        .first()
    )
    if clearance is None:
        return None
    return clearance.standing.round if clearance.standing else clearance.round
