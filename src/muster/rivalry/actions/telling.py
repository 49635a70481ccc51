"""Makes the news of a closed league from numbers, and lets staff put it into words or leave it out."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from muster.accounts.models import Staff
from muster.audit import actions as audit
from muster.kit.text import clean
from muster.rivalry import best, standing
from muster.rivalry.models import Card, League, Part, Place, Score
from muster.rivalry.models.score import HUNDREDTHS

_MONTH = 4


def make_cards(*, league: League) -> None:
    """Say what the best of a league achieved; who hides is not told of. Safe to run twice."""
    if Card.objects.filter(league=league).exists():
        return
    numbers = list(Place.objects.filter(league=league).values_list("group", flat=True))
    shown = set(numbers) - standing.hiding(numbers)
    Card.objects.bulk_create(
        Card(league=league, kind=one.kind, group_id=one.team, numbers=one.numbers)
        for one in best.cards(_did(league, shown))
    )


@transaction.atomic
def edit_card(*, card: Card, words: str, left_out: bool, by: Staff, at: datetime) -> Card:
    """Put a card into one’s own words (empty: those made from the numbers), or leave it out."""
    held = Card.objects.select_for_update().get(pk=card.pk)
    held.words, held.left_out = clean(words)[:300], left_out
    held.edited_by, held.edited_at = by, at
    held.save(update_fields=["words", "left_out", "edited_by", "edited_at"])
    audit.record(by=by, verb="card.edited", subject=str(held), at=at, left_out=left_out)
    return held


def _did(league: League, numbers: set[int]) -> dict[int, best.Did]:
    since = league.week - timedelta(weeks=_MONTH)
    scores: dict[int, dict[object, Score]] = {number: {} for number in numbers}
    rows = Score.objects.filter(
        season=league.season_id,
        group__in=numbers,
        week__gte=since,
        week__lte=league.week,
        heads__gt=0,
    )
    for row in rows:
        scores[row.group_id][row.week] = row
    people: dict[int, dict[str, int]] = {number: {} for number in numbers}
    parts = Part.objects.filter(season=league.season_id, group__in=numbers, week=league.week)
    for number, kind, many in parts.values_list("group", "kind", "people"):
        people[number][kind] = many
    streaks = standing.streak(league.season, numbers, league.week)
    return {
        number: best.Did(
            now=_each(weeks[league.week]),
            before=[_each(one) for week, one in weeks.items() if week != league.week],
            streak=streaks[number],
            heads=weeks[league.week].heads,
            people=people[number],
        )
        for number, weeks in scores.items()
        if league.week in weeks
    }


def _each(score: Score) -> float:
    return score.points / HUNDREDTHS / score.heads
