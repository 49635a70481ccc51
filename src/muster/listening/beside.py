"""Reads what stands beside a topic now and what used to, and who says it."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from django.db.models import Sum

from muster.kit.text import fold
from muster.listening.alarming import Beside
from muster.listening.lift import LEAST, Companion, lifted
from muster.listening.models import Companion as Row
from muster.listening.models import Count, Mention
from muster.listening.normal import MEMORY

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from muster.listening.models import Topic

# Of a storm this many posts are read again to see who says a word, the latest first.
READ: Final = 1_000
_HOUR: Final = timedelta(hours=1)


def beside(topic: Topic, *, until: datetime, before: datetime | None = None) -> list[Beside]:
    """Return the companions of this hour and the last against the four weeks before them.

    While a storm lasts, what is usual is what lay ``before`` it, so that a companion does not become usual by it.
    """
    began = until.replace(minute=0, second=0, microsecond=0) - _HOUR
    past_ends = min(began, before.replace(minute=0, second=0, microsecond=0)) if before else began
    now = _words(topic, began, until)
    if not now:
        return []
    past_begins = past_ends - timedelta(seconds=MEMORY)
    past = _words(topic, past_begins, past_ends - _HOUR, among=now)
    found = lifted(
        now, _posts(topic, began, until), past, _posts(topic, past_begins, past_ends, open_end=True)
    )
    return _told(found, topic, began) if found else []


def _words(
    topic: Topic, since: datetime, until: datetime, among: Collection[str] | None = None
) -> dict[str, int]:
    rows = Row.objects.filter(topic=topic, at__gte=since, at__lte=until)
    if among is not None:
        rows = rows.filter(word__in=list(among))
    sums = rows.order_by().values_list("word").annotate(n=Sum("posts"))
    least = LEAST if among is None else 1
    return {word: n for word, n in sums if n >= least}


def _posts(topic: Topic, since: datetime, until: datetime, *, open_end: bool = False) -> int:
    rows = Count.objects.filter(topic=topic, at__gte=since)
    rows = rows.filter(at__lt=until) if open_end else rows.filter(at__lte=until)
    return int(rows.aggregate(n=Sum("posts"))["n"] or 0)


def _told(found: Sequence[Companion], topic: Topic, since: datetime) -> list[Beside]:
    """Say of each by how many accounts it is said, and how much of that is bad."""
    posts = [
        (author, negative, f"{fold(text)} {' '.join(f'#{tag}' for tag in tags)}")
        for author, negative, text, tags in Mention.objects.filter(
            hearings__topic=topic, hearings__at__gte=since
        )
        .order_by("-at", "-id")
        .values_list("author", "negative", "text", "tags")[:READ]
    ]
    told = []
    for one in found:
        whole = re.compile(rf"(?<![\w#]){re.escape(one.word)}(?!\w)")
        saying = [(author, negative) for author, negative, text in posts if whole.search(text)]
        bad = sum(negative for _author, negative in saying) / len(saying) if saying else 0.0
        told.append(Beside(one, len({author for author, _negative in saying}), bad))
    return told
