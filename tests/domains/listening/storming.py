"""A past without anything in it, and a storm to break out of it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np

from muster.listening.actions import curves
from muster.listening.actions.hear import Reached, hear
from muster.listening.models import Companion, Count, Mention, Source, Topic
from tests.domains.listening import saying

# A Saturday afternoon.
NOW = datetime(2026, 11, 28, 14, 32, tzinfo=UTC)
FIVE = timedelta(minutes=5)


def past(topic: Topic, *, until: datetime, days: int = 15, rate: float = 8.0) -> None:
    """Ordinary days of a topic, up to ``until``; its source has been heard all the time."""
    begun = until - timedelta(days=days)
    Topic.objects.filter(pk=topic.pk).update(created_at=begun)
    Source.objects.update(created_at=begun - timedelta(days=30), heard_at=until)
    first = curves.bucket(begun)
    steps = int((until - first) / FIVE)
    posts = np.random.default_rng(5).poisson(rate, steps)
    Count.objects.bulk_create(
        Count(
            topic=topic, at=first + FIVE * at, posts=n, authors=n, negative=n // 20, reach=n * 100
        )
        for at, n in enumerate(posts.tolist())
        if n
    )
    Companion.objects.bulk_create(
        Companion(topic=topic, at=curves.hour(begun + timedelta(hours=at)), word="seal", posts=30)
        for at in range(days * 24 - 1)
    )


def storm(
    at: datetime, *, posts: int = 120, bad: bool = True, writers: int = 120, first: int = 1,
    text: str = "Havsvakt #thieves they copied her poster",
) -> None:  # fmt: skip
    """Many posts within a minute, by so many accounts."""
    said = saying.heard(
        *(
            saying.post(
                first + one,
                text,
                did=f"did:plc:writer{one % writers}",
                at=at,
                reach=10 * one,
                tags=("thieves",) if "#thieves" in text else (),
            )
            for one in range(posts)
        )
    )
    source = Source.objects.order_by("id").first()
    assert source is not None
    fresh = hear(source=source.pk, heard=said, reached=Reached(), at=at)
    Mention.objects.filter(pk__in=[one.pk for one in fresh]).update(negative=bad)
    curves.counted([(topic, at) for one in said for topic in one.topics])
