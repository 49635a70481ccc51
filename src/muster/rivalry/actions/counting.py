"""Counts a season from facts: the whole of it at any time, or what is new since the last look. Both give the same rows.

Facts are read from a cursor of our own that never passes the oldest transaction still open. Whoever asks for
a whole count gets every fact up to there; the cursor then stands there.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from django.db import connection, transaction

from muster.activity import actions as activity
from muster.activity import queries
from muster.activity.facts import Position, TimelineFact
from muster.activity.models import Cursor
from muster.rivalry import tally
from muster.rivalry.actions import facts, games, relays, results
from muster.rivalry.models import Mark, Season

CURSOR: Final = "rivalry"
BATCH: Final = 10_000
# The last number there is: every fact of a transaction that ended.
_EVERY: Final = 2**63 - 1


@transaction.atomic
def count_season(*, season: Season, at: datetime, upto: Position | None = None) -> Season:
    """Count everything anew, put it in place of what stood there, and read on from there."""
    held = Season.objects.select_for_update().get(pk=season.pk)
    until = upto or _ended()
    game = games.of(held)
    relays.read_anew(season=held, upto=until)
    people = facts.people()
    spells = facts.spells(game, people)
    deeds = facts.whole(game, people, upto=until, circle=relays.in_circles(held))
    results.replace(
        season=held,
        game=game,
        sums=tally.sums(deeds, spells, game.rules),
        heads=tally.heads(spells, game.begun(at)),
    )
    activity.advance(CURSOR, to=until)
    return held


@transaction.atomic
def count_new(*, season: Season) -> int:
    """Count some thousand facts that are new. Returns how many were read."""
    held = Season.objects.select_for_update().get(pk=season.pk)
    known = Cursor.objects.filter(name=CURSOR).first()
    after = Position(known.xid, known.fact_id) if known else Position(0, 0)
    found, upto = queries.since(CURSOR, limit=BATCH)
    if found:
        add(season=held, new=found, after=after, upto=upto)
        activity.advance(CURSOR, to=upto)
    return len(found)


def add(*, season: Season, new: Sequence[TimelineFact], after: Position, upto: Position) -> None:
    """Add what these facts change: all between two places in the log."""
    game = games.of(season)
    ours = [one for one in new if one.kind in game.kinds and game.covers(one.at)]
    if not ours:
        return
    before = relays.in_circles(season)
    turned = relays.read(season=season, new=ours)
    pairs = [(one.key_id, game.place(one.at)) for one in ours]
    pairs += [(key, game.place(moment)) for key, moment in turned]
    people = facts.people(touched=pairs)
    spells = facts.spells(game, people)
    was = facts.of_touched(game, people, upto=after, circle=before)
    now = facts.of_touched(game, people, upto=upto, circle=relays.in_circles(season))
    results.change(
        season=season,
        game=game,
        was=tally.sums(was, spells, game.rules),
        now=tally.sums(now, spells, game.rules),
    )


def mark(*, at: datetime) -> None:
    """Note that no later transaction has begun by now; what bears a later number was told later."""
    if Mark.objects.filter(at__gt=at - timedelta(hours=1)).exists():
        return
    with connection.cursor() as cursor:
        # A number of our own is greater than every one given out before.
        cursor.execute("SELECT pg_current_xact_id()::text::bigint + 1")
        number = cursor.fetchone()[0]
    Mark.objects.get_or_create(at=at, defaults={"xid": number})


def _ended() -> Position:
    """The last place in the log before which every transaction has ended."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
        return Position(cursor.fetchone()[0] - 1, _EVERY)
