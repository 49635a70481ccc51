"""What an alarm is raised on, as it is kept: heights, companions, the curve, posts and accounts by number."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from django.db.models import F

from muster.listening import falling
from muster.listening.alarming import Beside, Heard, Sign, Verdict
from muster.listening.models import Mention, Topic
from muster.listening.normal import HOUR, normal

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from django.db.models import QuerySet

    from muster.listening.known import Known

CURVE: Final = timedelta(hours=3)
SHOWN: Final = 5
# Of a storm this many posts are looked through for those that many read.
READ: Final = 1_000


def kept(
    topic: Topic,
    verdict: Verdict,
    heard: Heard,
    beside: Sequence[Beside],
    known: Iterable[Known],
    *,
    at: datetime,
) -> dict[str, Any]:
    """Return all of it as JSON; posts by number, so that an erasure reaches them."""
    lately = Mention.objects.filter(
        hearings__topic=topic, hearings__at__gte=at - timedelta(hours=1), hearings__at__lte=at
    )
    return {
        "signs": [_sign(one) for one in verdict.signs],
        "share": round(verdict.share, 3),
        "usual_share": round(verdict.usual_share, 3),
        "companions": [_companion(one) for one in beside],
        "curve": _curve(heard),
        "posts": _posts(lately),
        "authors": _authors(lately),
        "known": [
            {"words": one.words, "begins": one.begins.isoformat(), "ends": one.ends.isoformat()}
            for one in known
        ],
        "followers": _followers(at),
    }


def _sign(sign: Sign) -> dict[str, Any]:
    return {
        "reason": sign.reason,
        "since": datetime.fromtimestamp(sign.since, UTC).isoformat(),
        "minutes": sign.seconds // 60,
        "heard": round(sign.heard),
        "usual": round(sign.usual, 1),
        "limit": round(sign.limit, 1),
        "times": round(sign.times, 2),
    }


def _companion(one: Beside) -> dict[str, Any]:
    return {
        "word": one.companion.word,
        "posts": one.companion.posts,
        "share": round(one.companion.share, 3),
        "lift": round(one.companion.lift, 1),
        "authors": one.authors,
        "bad": round(one.bad, 2),
        "turned": one.turned,
    }


def _curve(heard: Heard) -> list[list[float | int | None]]:
    """The last three hours: when, posts, bad ones, what is usual and how high ordinary days go; a gap is null."""
    steps = int(CURVE.total_seconds()) // heard.step
    first = max(0, len(heard.posts) - steps)
    usual = normal(heard.said.until(max(0, len(heard.posts) - HOUR // heard.step)))
    times = heard.said.times[first:]
    middle = usual.usual(times) if usual else np.full(len(times), np.nan)
    high = usual.high(times) if usual else np.full(len(times), np.nan)
    columns = (heard.posts[first:], heard.bad[first:], middle, high)
    return [
        [int(at), *(None if np.isnan(value) else round(float(value), 1) for value in row)]
        for at, *row in zip(times, *columns, strict=True)
    ]


def _posts(lately: QuerySet[Mention]) -> list[int]:
    """The posts that say most: bad ones first, and of those whose writers are read by most."""
    ranked = lately.order_by("-negative", F("reach").desc(nulls_last=True), "-at", "-id")
    return list(ranked.values_list("pk", flat=True)[:SHOWN])


def _authors(lately: QuerySet[Mention]) -> list[int]:
    """The latest post of each account that most people follow."""
    ranked = lately.order_by(F("reach").desc(nulls_last=True), "-at", "-id")
    latest: dict[tuple[str, str], int] = {}
    for number, network, author in ranked.values_list("pk", "network", "author")[:READ]:
        latest.setdefault((network, author), number)
    return list(latest.values())[:SHOWN]


def _followers(at: datetime) -> list[dict[str, Any]]:
    """How each account of ours fared within the hour, and within a day."""
    day = {
        (one.network, one.handle): one.change
        for one in falling.falls(since=at - timedelta(days=1), until=at)
    }
    return [
        {
            "network": one.network,
            "handle": one.handle,
            "hour": one.change,
            "day": day.get((one.network, one.handle)),
        }
        for one in falling.falls(since=at - timedelta(hours=1), until=at)
    ]
