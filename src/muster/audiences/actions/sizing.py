"""Keeping how large every audience is, once a day; nothing about anybody in it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from django.db import transaction

from muster.audiences import lookup, queries, sizes
from muster.audiences.models import Audience, Size
from muster.audit import actions as audit
from muster.kit import clock
from muster.kit.scope import Scope

if TYPE_CHECKING:
    from muster.kit.actors import Doer

KEPT_DAYS: Final = 400
# So many share one pass over the people.
_TOGETHER: Final = 20


@transaction.atomic
def keep_sizes(*, by: Doer, at: datetime | None = None) -> int:
    """Count all kept audiences for the day of ``at``, anew where it was counted already. Returns how many."""
    moment = at or clock.now()
    audiences = list(Audience.objects.kept().order_by("id"))
    for first in range(0, len(audiences), _TOGETHER):
        _keep(audiences[first : first + _TOGETHER], moment)
    Size.objects.filter(day__lt=(moment - timedelta(days=KEPT_DAYS)).date()).delete()
    if audiences:
        audit.record(by=by, verb="audiences.counted", subject="audiences", count=len(audiences))
    return len(audiences)


def _keep(audiences: list[Audience], moment: datetime) -> None:
    definitions = {one.pk: queries.definition_of(one) for one in audiences}
    world = lookup.world(definitions.values())
    found = sizes.by_region(definitions, Scope.EVERYONE, world=world)
    day = moment.date()
    Size.objects.filter(audience__in=definitions, day=day).delete()
    Size.objects.bulk_create(
        Size(audience=one, day=day, region=region, people=people, digest=one.digest)
        for one in audiences
        for region, people in (found[one.pk] | {sizes.COUNTED: 0}).items()
    )
