"""What the person page says of somebody’s teams."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from muster.groups.access import VIEW
from muster.groups.models import Leadership, Membership
from muster.people.models import Person
from muster.people.summaries import Line


def lines(person: Person, *, by: Any) -> Sequence[Line]:
    """One line for each group they are in now, and whether they lead it."""
    if not by.may(VIEW):
        return []
    held = Membership.objects.filter(key__person=person, left_at=None).select_related("group")
    groups = {one.group_id: one.group for one in held.order_by("group__kind", "group__name", "id")}
    if not groups:
        return []
    led = Leadership.objects.filter(key__person=person, to_at=None, group__in=groups)
    leading = set(led.values_list("group_id", flat=True))
    labels = {"region": _("Team"), "topic": _("Group")}
    return [
        Line(
            label=labels[one.kind],
            text=_("%(name)s, leads it") % {"name": one.name} if one.pk in leading else one.name,
            url=f"/office/groups/{one.pk}/",
        )
        for one in groups.values()
    ]
