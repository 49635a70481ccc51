"""Keeps the curves beside the mentions: a bucket is counted anew whenever something falls into it.

Counted from the mentions themselves, so that hearing a post twice, or late, can make no curve wrong.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any, Final

from django.db import connection

from muster.listening.models.curve import BUCKET_SECONDS

_COUNT: Final = """
WITH asked AS (
  SELECT * FROM unnest(%(topics)s::bigint[], %(buckets)s::timestamptz[]) AS a (topic_id, bucket)
), writers AS (
  SELECT a.topic_id, a.bucket, m.author, count(*) AS posts, count(*) FILTER (WHERE m.negative) AS negative,
         max(m.reach) AS reach
    FROM asked a
    JOIN listening_hearing h ON h.topic_id = a.topic_id AND h.at >= a.bucket
     AND h.at < a.bucket + %(length)s * interval '1 second'
    JOIN listening_mention m ON m.id = h.mention_id
   GROUP BY a.topic_id, a.bucket, m.author
)
INSERT INTO listening_count AS mine (topic_id, at, posts, negative, authors, reach)
SELECT topic_id, bucket, sum(posts), sum(negative), count(*), coalesce(sum(reach), 0)
  FROM writers GROUP BY topic_id, bucket
ON CONFLICT (topic_id, at) DO UPDATE SET posts = excluded.posts, negative = excluded.negative,
   authors = excluded.authors, reach = excluded.reach
"""
_BESIDE: Final = """
INSERT INTO listening_companion AS mine (topic_id, at, word, posts)
SELECT * FROM unnest(%(topics)s::bigint[], %(hours)s::timestamptz[], %(words)s::text[], %(posts)s::int[])
ON CONFLICT (topic_id, at, word) DO UPDATE SET posts = mine.posts + excluded.posts
"""


def bucket(at: datetime) -> datetime:
    """The beginning of the five minutes that a moment falls into."""
    seconds = int(at.timestamp()) // BUCKET_SECONDS * BUCKET_SECONDS
    return datetime.fromtimestamp(seconds, tz=UTC)


def hour(at: datetime) -> datetime:
    """The beginning of its hour."""
    return datetime.fromtimestamp(int(at.timestamp()) // 3600 * 3600, tz=UTC)


def counted(touched: Iterable[tuple[int, datetime]]) -> None:
    """Count every bucket anew that something fell into; called inside the transaction that kept it."""
    asked = sorted({(topic, bucket(at)) for topic, at in touched})
    if not asked:
        return
    values: dict[str, Any] = {
        "topics": [topic for topic, _at in asked],
        "buckets": [at for _topic, at in asked],
        "length": BUCKET_SECONDS,
    }
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, values)


def accompanied(beside: Iterable[tuple[int, datetime, str]]) -> None:
    """Add to the words beside each topic in each hour; only ever of posts that are new."""
    added = sorted(Counter((topic, hour(at), word[:60]) for topic, at, word in beside).items())
    if not added:
        return
    values: dict[str, Any] = {
        "topics": [topic for (topic, _at, _word), _posts in added],
        "hours": [at for (_topic, at, _word), _posts in added],
        "words": [word for (_topic, _at, word), _posts in added],
        "posts": [posts for _name, posts in added],
    }
    with connection.cursor() as cursor:
        cursor.execute(_BESIDE, values)
