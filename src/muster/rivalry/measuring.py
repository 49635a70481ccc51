"""What an experiment has shown so far: each team’s own change, then the two sides compared."""

from __future__ import annotations

from datetime import datetime, timedelta
from statistics import fmean
from typing import Final

from muster.rivalry import effect
from muster.rivalry.models import Arm, Experiment, Score
from muster.rivalry.models.score import HUNDREDTHS

BEFORE: Final = timedelta(weeks=4)


def so_far(experiment: Experiment, at: datetime) -> effect.Effect:
    """The effect over the whole weeks that passed since it began."""
    season = experiment.season
    until = season.monday(experiment.ended_at or at)
    weeks = max(0, (until - experiment.first).days // 7)
    arms = list(Arm.objects.filter(experiment=experiment).order_by("id"))
    each = _each(experiment, [one.group_id for one in arms], until)
    changes = [
        effect.Change(one.layer, one.held_out, fmean(after) - fmean(before))
        for one in arms
        for before, after in [each.get(one.group_id, ([], []))]
        if before and after
    ]
    return effect.measure(changes, weeks=weeks)


def _each(
    experiment: Experiment, numbers: list[int], until: object
) -> dict[int, tuple[list[float], list[float]]]:
    """Points per head of each team in the month before it began, and since."""
    rows = Score.objects.filter(
        season=experiment.season_id, group__in=numbers, heads__gt=0,
        week__gte=experiment.first - BEFORE, week__lt=until,
    )  # fmt: skip
    found: dict[int, tuple[list[float], list[float]]] = {}
    for row in rows.order_by("week"):
        before, after = found.setdefault(row.group_id, ([], []))
        (after if row.week >= experiment.first else before).append(
            row.points / HUNDREDTHS / row.heads
        )
    return found
