"""Holds out a share of teams, drawn once and never changed, until somebody ends the experiment."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from muster.accounts.models import Staff
from muster.audit import actions as audit
from muster.groups.models import Group
from muster.kit import secrets
from muster.rivalry import drawing, effect, errors
from muster.rivalry.models import Arm, Experiment, Score, Season


@transaction.atomic
def begin_experiment(*, season: Season, percent: int, by: Staff, at: datetime) -> Experiment:
    """Draw the sides now. From next Monday on the teams held out see no league."""
    held = Season.objects.select_for_update().get(pk=season.pk)
    if held.ended_at is not None:
        raise errors.NoSeason
    if Experiment.objects.filter(ended_at=None).exists():
        raise errors.ExperimentRuns
    this = held.monday(at)
    made = Experiment.objects.create(
        season=held, percent=percent, first=this + timedelta(weeks=1), started_at=at
    )
    teams = Score.objects.filter(
        season=held, week=this, heads__gte=held.least, group__closed_at=None,
        group__kind=Group.Kind.REGION,
    )  # fmt: skip
    sides = drawing.sides(
        list(teams.order_by("group").values_list("group", "heads")),
        percent=percent,
        order=lambda number: secrets.mac("rivalry.experiment", made.pk, number),
    )
    out = sum(one.held_out for one in sides)
    if min(out, len(sides) - out) < effect.LEAST_TEAMS:
        raise errors.TooFewTeams
    Arm.objects.bulk_create(
        Arm(experiment=made, group_id=one.team, layer=one.layer, held_out=one.held_out)
        for one in sides
    )
    audit.record(
        by=by, verb="experiment.begun", subject=str(made), at=at, percent=percent, held_out=out,
        playing=len(sides) - out,
    )  # fmt: skip
    return made


@transaction.atomic
def end_experiment(*, experiment: Experiment, by: Staff, at: datetime) -> Experiment:
    """Let everybody play again from the next Monday on; what was measured stays."""
    held = Experiment.objects.select_for_update().get(pk=experiment.pk)
    if held.ended_at is None:
        held.ended_at = at
        held.save(update_fields=["ended_at"])
        audit.record(by=by, verb="experiment.ended", subject=str(held), at=at)
    return held
