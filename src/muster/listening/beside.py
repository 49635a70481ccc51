"""Reads what stands beside a topic now, in the posts themselves, and what used to, in the counts of their hours."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from django.db.models import Sum

from muster.listening import companions
from muster.listening.alarming import Beside
from muster.listening.lift import lifted
from muster.listening.matching import haystack
from muster.listening.models import Companion as Row
from muster.listening.models import Count, Mention
from muster.listening.normal import MEMORY

if TYPE_CHECKING:
    from muster.listening.models import Topic

# Now is half an hour; of a storm this many posts of it are read, the latest first.
NOW: Final = timedelta(minutes=30)
READ: Final = 1_000

Said = list[tuple[str, bool, frozenset[str]]]


def beside(topic: Topic, *, until: datetime, before: datetime | None = None) -> list[Beside]:
    """Return the companions of the last half hour against the four weeks before its hour.

    While a storm lasts, what is usual is what lay ``before`` it, so that a companion does not become usual by it.
    """
    said = _said(topic, until)
    now = Counter(word for _author, _bad, words in said for word in words)
    past_ends = _hour(min(until - NOW, before) if before else until - NOW)
    past_begins = past_ends - timedelta(seconds=MEMORY)
    past = _words(topic, past_begins, past_ends, among=now)
    found = lifted(now, len(said), past, _posts(topic, past_begins, past_ends))
    told = []
    for one in found:
        saying = [(author, bad) for author, bad, words in said if one.word in words]
        share = sum(bad for _author, bad in saying) / len(saying)
        told.append(Beside(one, len({author for author, _bad in saying}), share))
    return told


def _said(topic: Topic, until: datetime) -> Said:
    """Who said which words, and whether badly."""
    own = _own(topic)
    latest = Mention.objects.filter(
        hearings__topic=topic, hearings__at__gt=until - NOW, hearings__at__lte=until
    ).order_by("-at", "-id")
    return [
        (author, bad, frozenset(companions.beside(haystack(text, tags), own)))
        for author, bad, text, tags in latest.values_list("author", "negative", "text", "tags")[
            :READ
        ]
    ]


def _own(topic: Topic) -> set[str]:
    """The words that name the topic, which are no companions of it."""
    named = topic.terms.order_by("id").values_list("folded", flat=True)
    return {word for one in named for word in (one, one.removeprefix("#"), *one.split())}


def _words(
    topic: Topic, since: datetime, until: datetime, *, among: Collection[str]
) -> dict[str, int]:
    rows = Row.objects.filter(topic=topic, at__gte=since, at__lt=until, word__in=list(among))
    return dict(rows.order_by().values_list("word").annotate(n=Sum("posts")))


def _posts(topic: Topic, since: datetime, until: datetime) -> int:
    rows = Count.objects.filter(topic=topic, at__gte=since, at__lt=until)
    return int(rows.aggregate(n=Sum("posts"))["n"] or 0)


def _hour(at: datetime) -> datetime:
    return at.replace(minute=0, second=0, microsecond=0)
