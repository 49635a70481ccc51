"""Says whether the wall may show a name; a name is shown only if its owner wished and nobody holds it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from muster.accounts.models import Staff
from muster.audit import actions as audit
from muster.drives.models import Drive, Giving
from muster.kit.errors import NotFound


@transaction.atomic
def decide(*, drive: Drive, giving: int, shown: bool, by: Staff, at: datetime) -> Giving:
    """Show a name, or keep it off the wall; it may be decided anew at any time."""
    whole = Giving.objects.select_for_update().filter(drive=drive).exclude(name_is=Giving.Name.NONE)
    held = whole.filter(pk=giving).first()
    if held is None:
        raise NotFound
    held.name_is = Giving.Name.SHOWN if shown else Giving.Name.HIDDEN
    held.decided_by, held.decided_at = by, at
    held.save(update_fields=["name_is", "decided_by", "decided_at"])
    verb = "name.shown" if shown else "name.hidden"
    audit.record(by=by, verb=verb, subject=str(drive), at=at, gift=held.pk)
    return held
