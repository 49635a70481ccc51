"""The organisation's own row: what we say about ourselves, and how far anything may go."""

from django.db import transaction

from muster.accounts import factors
from muster.accounts.errors import NeedsSecondFactor, NotReady, may_not
from muster.accounts.models import Organisation, Staff
from muster.accounts.queries import organisation
from muster.audit.actions import record
from muster.kit import clock, health

FIELDS = (
    "name",
    "legal_address",
    "country",
    "sender_name",
    "sender_address",
    "reply_domain",
    "site_url",
    "help_line",
)


@transaction.atomic
def describe(*, by: Staff, **fields: str) -> Organisation:
    """Change what we say about ourselves. Doors ask for it through ``approvals`` (A12)."""
    if not by.may("settings.manage"):
        raise may_not()
    row = _locked()
    changed = [name for name in FIELDS if name in fields and getattr(row, name) != fields[name]]
    for name in changed:
        setattr(row, name, fields[name])
    row.save()
    record(by=by, verb="organisation.changed", subject="organisation:1", fields=changed)
    return row


@transaction.atomic
def change_mode(*, mode: Organisation.Mode, by: Staff) -> Organisation:
    """Go from training to team or live, or back. Live needs every blocking check to be well.

    Doors ask for it through ``approvals`` (A12).
    """
    if not by.may("settings.manage"):
        raise may_not()
    row, before = _locked(), organisation().mode
    if mode != Organisation.Mode.TRAINING and not factors.enrolled(by):
        raise NeedsSecondFactor
    if mode == Organisation.Mode.LIVE:
        standing = [finding for finding in health.ask_all() if finding.blocking and not finding.ok]
        if standing:
            raise NotReady(len(standing))
    row.mode = mode
    if mode == Organisation.Mode.LIVE:
        row.first_live_at = row.first_live_at or clock.db_now()
    row.save()
    record(
        by=by, verb="organisation.mode-changed", subject="organisation:1", before=before, after=mode
    )
    return row


def _locked() -> Organisation:
    Organisation.objects.get_or_create(pk=1)
    return Organisation.objects.select_for_update().get(pk=1)
