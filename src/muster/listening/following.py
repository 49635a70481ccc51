"""Our followers over time, and what was said just before most of them left: by others, and by us."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db.models import F, QuerySet

from muster.activity import queries as activity
from muster.listening import losses
from muster.listening.losses import Span
from muster.listening.models import Followers, Mention

# Whoever leaves, leaves within so long of what they left for.
BEFORE: Final = timedelta(hours=2)
_OURS: Final = ("message.accepted", "reply.answered")


@dataclass(frozen=True, slots=True)
class Ledger:
    """One account of ours: every count of a time, the same by the hour and by the day."""

    network: str
    account: str
    handle: str
    counts: list[tuple[datetime, int]]
    hours: list[Span]
    days: list[Span]


@dataclass(frozen=True, slots=True)
class Before:
    """What was said in the hours before people left: posts, the widest first, and what left us, with how often."""

    span: Span
    posts: list[Mention]
    ours: list[tuple[str, str, int, datetime]]


def ledgers(*, now: datetime, days: int = 7) -> list[Ledger]:
    """Every account that was counted in these days."""
    until = now.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    since = until - timedelta(days=days)
    rows: dict[str, list[Followers]] = {}
    counted = Followers.objects.filter(at__gte=since - losses.NEAR).order_by("at", "id")
    for one in counted:
        rows.setdefault(one.account, []).append(one)
    return [_ledger(found, since, min(until, now)) for _name, found in sorted(rows.items())]


def before(spans: Sequence[Span], mentions: QuerySet[Mention], *, most: int = 3) -> list[Before]:
    """For each span in which people left, what was said just before and in it, of what somebody may read."""
    found = []
    for span in spans:
        since = span.from_at - BEFORE
        said = mentions.filter(at__gte=since, at__lt=span.until_at)
        widest = said.order_by(F("reach").desc(nulls_last=True), "-at", "-id")[:most]
        ours = activity.happened(_OURS, since=since, until=span.until_at, most=most)
        found.append(Before(span, list(widest.select_related("source")), ours))
    return found


def _ledger(rows: Sequence[Followers], since: datetime, until: datetime) -> Ledger:
    counts = [(one.at, one.count) for one in rows]
    last = rows[-1]
    return Ledger(
        last.network,
        last.account,
        last.handle,
        counts,
        losses.spans(counts, since=since, until=until, length=timedelta(hours=1)),
        losses.spans(counts, since=since, until=until, length=timedelta(days=1)),
    )
