"""Answers about what was said: curves with their gaps, the posts that matter, the sources and how they do."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db.models import Count as Number
from django.db.models import F, Q, QuerySet, Sum

from muster.channels import posts
from muster.kit import clock
from muster.listening import gapping
from muster.listening.models import Companion, Count, Followers, Gap, Mention, Source, Topic
from muster.listening.models.curve import BUCKET_SECONDS
from muster.triage.kinds import Kind

Gaps = Sequence[tuple[datetime, datetime]]
# Whoever has not been heard for so long is taken for deaf, also where nobody is there to notice.
SILENT: Final[dict[str, timedelta]] = {
    Source.Kind.BLUESKY: timedelta(minutes=2),
    Source.Kind.MASTODON: timedelta(minutes=2),
    Source.Kind.FEED: timedelta(minutes=15),
}
_A_WEEK: Final = timedelta(days=7)
# A piece of a curve of which this part was not heard says nothing.
_MISSING: Final = 0.2
# In public only these become a conversation by themselves; the rest is one click away.
_WAITED_FOR: Final = (Kind.QUESTION, Kind.COMPLAINT)
_ASKED_WITHIN: Final = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Bucket:
    """One piece of a curve; ``posts`` is None where too little of it was heard to say anything."""

    at: datetime
    posts: int | None
    negative: int = 0
    authors: int = 0
    reach: int = 0


def silences(*, since: datetime, until: datetime) -> list[gapping.Silence]:
    """Every time in which one source that is on was not heard and nobody fetched it later."""
    on = list(Source.objects.filter(state=Source.State.ON).defer("secret", "mark"))
    ended = Q(until_at=None) | Q(until_at__gt=since)
    rows = Gap.objects.filter(ended, source__in=on, filled_at=None, from_at__lt=until)
    open_ = set()
    found = []
    for one in rows.order_by("from_at", "id"):
        open_ |= {one.source_id} if one.until_at is None else set()
        found.append(
            gapping.Silence(
                one.source_id, max(one.from_at, since), min(one.until_at or until, until)
            )
        )
    for source in on:
        longest = SILENT.get(source.kind)
        last = source.heard_at or source.created_at
        if longest is not None and source.pk not in open_ and clock.now() - last > longest:
            found.append(gapping.Silence(source.pk, max(last, since), until))
        if source.created_at > since:
            found.append(gapping.Silence(source.pk, since, min(source.created_at, until)))
    return found


def gaps(*, since: datetime, until: datetime) -> list[tuple[datetime, datetime]]:
    """The times in which too little was heard to say how much was said."""
    on = list(
        Source.objects.filter(state=Source.State.ON).order_by("id").values_list("pk", flat=True)
    )
    if not on:
        return [(since, until)]
    recent = Mention.objects.filter(source__in=on, at__gte=until - _A_WEEK, at__lt=until)
    counted = recent.order_by().values_list("source").annotate(n=Number("id"))
    heard = {source: n for source, n in counted if source is not None}
    return gapping.merged(silences(since=since, until=until), gapping.shares(on, heard))


def curve(
    topic: Topic | int, *, since: datetime, until: datetime, step: int = BUCKET_SECONDS
) -> list[Bucket]:
    """How much was said of a topic, in pieces of ``step`` seconds that begin at ``since``."""
    number = topic if isinstance(topic, int) else topic.pk
    return curves([number], since=since, until=until, step=step)[number]


def curves(
    topics: Iterable[int], *, since: datetime, until: datetime, step: int = BUCKET_SECONDS
) -> dict[int, list[Bucket]]:
    """The curves of several topics over the same time, with one look at what was not heard."""
    missed = gaps(since=since, until=until)
    numbers = list(topics)
    length = timedelta(seconds=step)
    places = [since + length * one for one in range(int((until - since) / length))]
    empty = [
        Bucket(at, None if gapping.overlap(missed, at, at + length) > step * _MISSING else 0)
        for at in places
    ]
    found = {one: list(empty) for one in numbers}
    rows = Count.objects.filter(topic__in=numbers, at__gte=since, at__lt=until).order_by("at")
    for row in rows:
        place = int((row.at - since) / length)
        if place >= len(places):
            continue
        was = found[row.topic_id][place]
        heard = None if was.posts is None else was.posts + row.posts
        found[row.topic_id][place] = Bucket(
            was.at,
            heard,
            was.negative + row.negative,
            was.authors + row.authors,
            was.reach + row.reach,
        )
    return found


def top_posts(mentions: QuerySet[Mention], *, since: datetime, most: int = 10) -> list[Mention]:
    """The posts that most people may have read, then the latest: of those somebody may read."""
    found = mentions.filter(at__gte=since, hearings__topic__muted=False).distinct()
    widest = found.order_by(F("reach").desc(nulls_last=True), "-at", "-id")
    return list(widest.select_related("source").prefetch_related("topics")[:most])


def companions(topic: Topic, *, since: datetime, most: int = 12) -> list[tuple[str, int]]:
    """The words and tags that stood beside a topic most often."""
    rows = Companion.objects.filter(topic=topic, at__gte=since).values_list("word")
    return list(rows.annotate(n=Sum("posts")).order_by("-n", "word")[:most])


def last_gaps(sources: Iterable[Source], *, since: datetime) -> dict[int, list[Gap]]:
    """The latest gaps of each source, the newest first."""
    found: dict[int, list[Gap]] = {}
    rows = Gap.objects.filter(source__in=list(sources)).filter(
        Q(until_at=None) | Q(until_at__gte=since)
    )
    for one in rows.order_by("-from_at", "-id"):
        found.setdefault(one.source_id, []).append(one)
    return found


def hook(token: str) -> Source | None:
    """The hook of that address, if there is one and it is on."""
    if not token:
        return None
    return Source.objects.filter(token=token, kind=Source.Kind.HOOK, state=Source.State.ON).first()


def unasked(*, now: datetime, most: int = 200) -> list[Mention]:
    """Public questions and complaints about us that nobody was handed yet, the oldest first.

    Not ours, not a machine’s, and of a topic that somebody answers; what is older than two days is history.
    """
    ours = Followers.objects.values("account")
    found = Mention.objects.filter(
        kind__in=_WAITED_FOR,
        network__in=posts.KINDS,
        conversation=None,
        asked_at=None,
        at__gte=now - _ASKED_WITHIN,
        topics__answered=True,
        topics__muted=False,
    )
    wanted = (
        found.exclude(author__in=ours).exclude(told__contains={"bot": "yes"}).order_by("at", "id")
    )
    return list(wanted.select_related("source").distinct()[:most])
