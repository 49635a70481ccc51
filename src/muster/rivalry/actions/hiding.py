"""A team keeps its place to itself, or shows it again: whoever leads it decides, or staff who run the league."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from muster.audit import actions as audit
from muster.groups.models import Group
from muster.kit.actors import Doer
from muster.rivalry.models import Hiding


@transaction.atomic
def hide(*, group: Group, by: Doer, at: datetime) -> Hiding:
    """From now on the place of a team is shown to its members alone. Safe to run twice."""
    held = Group.objects.select_for_update().get(pk=group.pk)
    found = Hiding.objects.filter(group=held, to_at=None).first()
    if found is not None:
        return found
    made = Hiding.objects.create(group=held, from_at=at, by=by.actor)
    audit.record(by=by, verb="place.hidden", subject=str(held), at=at)
    return made


@transaction.atomic
def show(*, group: Group, by: Doer, at: datetime) -> int:
    """Show it to everybody again. Safe to run twice."""
    shown = Hiding.objects.filter(group=group, to_at=None).update(to_at=at)
    if shown:
        audit.record(by=by, verb="place.shown", subject=str(group), at=at)
    return shown
