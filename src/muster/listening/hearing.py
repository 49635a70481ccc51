"""Reads what the alarm judges: a topic’s counts in equal steps, with a gap where nobody could hear."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Final

import numpy as np

from muster.listening import queries
from muster.listening.alarming import Heard
from muster.listening.models import Count, Hearing, Topic
from muster.listening.models.curve import BUCKET_SECONDS
from muster.listening.normal import MEMORY, Floats

_COLUMNS: Final = ("posts", "authors", "negative")
_HOUR: Final = timedelta(hours=1)
Gaps = Sequence[tuple[datetime, datetime]]


def heard(topic: Topic, *, until: datetime, gaps: Gaps | None = None) -> Heard:
    """Return four weeks up to ``until``; what lay before we began to listen is unknown, not nought."""
    end = _floor(until) + BUCKET_SECONDS
    first = max(end - MEMORY, _began(topic))
    steps = max(1, (end - first) // BUCKET_SECONDS)
    table = np.zeros((len(_COLUMNS), steps))
    rows = Count.objects.filter(topic=topic, at__gte=moment(first), at__lte=until)
    for at, *values in rows.values_list("at", *_COLUMNS):
        table[:, (_floor(at) - first) // BUCKET_SECONDS] = values
    speakers = _speakers(topic, until)
    _name_the_bad(table[-1], speakers, first, until)
    _break(table, first, missed(until=until) if gaps is None else gaps)
    posts, authors, bad = table
    return Heard(
        first,
        BUCKET_SECONDS,
        posts,
        authors,
        bad,
        accounts=len({who for _at, who, _bad in speakers}),
        bad_accounts=len({who for _at, who, bad in speakers if bad}),
    )


def missed(*, until: datetime) -> Gaps:
    """Return when nobody could hear, as far back as we look."""
    return queries.gaps(since=until - timedelta(seconds=MEMORY), until=until)


def moment(seconds: int) -> datetime:
    """Return seconds since 1970 as a moment."""
    return datetime.fromtimestamp(seconds, UTC)


def _speakers(topic: Topic, until: datetime) -> list[tuple[datetime, tuple[str, str], bool]]:
    """Who spoke in the last hour, when, and whether badly."""
    lately = Hearing.objects.filter(topic=topic, at__gt=until - _HOUR, at__lte=until)
    rows = lately.order_by().values_list(
        "at", "mention__network", "mention__author", "mention__negative"
    )
    return [(at, (network, author), bad) for at, network, author, bad in rows]


def _name_the_bad(
    table: Floats,
    speakers: Sequence[tuple[datetime, tuple[str, str], bool]],
    first: int,
    until: datetime,
) -> None:
    """Of the last hour it is known account by account who speaks badly."""
    whole = max(0, (_floor(until - _HOUR) - first) // BUCKET_SECONDS + 1)
    table[whole:] = 0
    for step, _who in {
        ((_floor(at) - first) // BUCKET_SECONDS, who) for at, who, bad in speakers if bad
    }:
        if step >= whole:
            table[step] += 1


def _break(table: Floats, first: int, gaps: Gaps) -> None:
    """Whatever a gap touches is unknown."""
    for from_at, until_at in gaps:
        begins = max(0, (_floor(from_at) - first) // BUCKET_SECONDS)
        ends = max(0, int(-(-(until_at.timestamp() - first) // BUCKET_SECONDS)))
        table[:, begins:ends] = np.nan


def _began(topic: Topic) -> int:
    """When we began to listen for it; counts may have been brought from before."""
    earliest = Count.objects.filter(topic=topic).order_by("at").values_list("at", flat=True).first()
    return _floor(min(topic.created_at, earliest) if earliest else topic.created_at)


def _floor(at: datetime) -> int:
    return int(at.timestamp()) // BUCKET_SECONDS * BUCKET_SECONDS
