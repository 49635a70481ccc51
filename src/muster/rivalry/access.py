"""The only way to the rivalry of a team for somebody: staff by their regions, anybody by what is public of it.

Absent and not yours look the same.
"""

from __future__ import annotations

from typing import Final

from django.db.models import QuerySet

from muster.accounts.models import Staff
from muster.groups.models import Group
from muster.kit.errors import NotFound
from muster.rivalry.models import Card, Experiment

VIEW: Final = "rivalry.view"
RUN: Final = "rivalry.run"


def teams(*, by: Staff) -> QuerySet[Group]:
    """The open regional teams whose figures ``by`` may see."""
    found = Group.objects.filter(kind=Group.Kind.REGION, closed_at=None).select_related("region")
    if not by.may(VIEW):
        return found.none()
    if by.scope.everyone:
        return found
    return found.filter(region__in=by.scope.regions)


def team(number: int, *, by: Staff) -> Group:
    """Return one team, or raise ``NotFound``."""
    found = teams(by=by).filter(pk=number).first()
    if found is None:
        raise NotFound
    return found


def open_to_all(slug: str) -> Group:
    """Return the regional team that stands at a public address, or raise ``NotFound``."""
    found = Group.objects.filter(slug=slug, kind=Group.Kind.REGION, closed_at=None)
    team = found.select_related("region").first()
    if team is None:
        raise NotFound
    return team


def card(number: int, *, by: Staff) -> Card:
    """Return one card of news; news is for everybody, so only every-region staff edit it."""
    found = Card.objects.select_related("league", "group").filter(pk=number).first()
    if found is None or not _runs(by):
        raise NotFound
    return found


def experiment(number: int, *, by: Staff) -> Experiment:
    """Return one experiment, or raise ``NotFound``."""
    found = Experiment.objects.select_related("season").filter(pk=number).first()
    if found is None or not _runs(by):
        raise NotFound
    return found


def _runs(by: Staff) -> bool:
    return by.may(VIEW) and by.scope.everyone
