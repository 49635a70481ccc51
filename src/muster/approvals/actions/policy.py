"""Setting what a house may set of the rules of agreement. Doors ask for it as a request (A12)."""

from datetime import time
from zoneinfo import available_timezones

from django.db import transaction
from django.utils.translation import gettext as _

from muster.accounts.errors import may_not
from muster.accounts.models import Staff
from muster.approvals.models import Policy
from muster.audit import actions as audit
from muster.kit.errors import Refused


class NotADay(Refused):
    """The working day ends before it begins, or there is no such time zone."""


@transaction.atomic
def set_policy(
    *, cool_down: bool, day_from: time, day_to: time, weekends: bool, zone: str, by: Staff
) -> Policy:
    """From this commit on rounds are judged by it, those that are open as well."""
    if not by.may("settings.manage"):
        raise may_not()
    if day_from > day_to:
        raise NotADay(_("The working day has to begin before it ends."), field="day_to")
    if zone and zone not in available_timezones():
        raise NotADay(_("Choose a time zone from the list."), field="zone")
    Policy.objects.get_or_create(pk=1)
    row = Policy.objects.select_for_update().get(pk=1)
    row.cool_down, row.weekends, row.zone = cool_down, weekends, zone
    row.day_from, row.day_to = day_from, day_to
    row.save()
    audit.record(
        by=by,
        verb="approval.policy-set",
        subject="policy:1",
        cool_down=cool_down,
        day_from=f"{day_from:%H:%M}",
        day_to=f"{day_to:%H:%M}",
        weekends=weekends,
        zone=zone,
    )
    return row
