"""S16: how much is said of each topic against what is usual, the posts most people read, and whether we hear at all."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from muster.kit import clock
from muster.listening import access, queries
from muster.web import frame
from muster.web.gate import may
from muster.web.office.listening import charts, mentions, sources
from muster.web.words import number

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from django.http import HttpResponse

    from muster.listening.models import Topic
    from muster.listening.queries import Bucket
    from muster.web.gate import StaffRequest

_HOUR = 3600
_HOURS = 24


@may("listening.view")
@require_safe
def index(request: StaffRequest) -> HttpResponse:
    """Topics, posts, sources."""
    staff, now = request.staff, clock.now()
    since, until = charts.places(now, step=_HOUR, number_of=_HOURS)
    topics = list(access.topics(by=staff).order_by("muted", "name"))
    drawn = queries.curves([one.pk for one in topics], since=since, until=until, step=_HOUR)
    places = sources.health(access.sources(by=staff).order_by("name"), now=now)
    top = queries.top_posts(access.mentions(by=staff), since=now - timedelta(days=1))
    context = {
        "title": _title(topics, places, mentions_in(topics, drawn)),
        "topics": [_line(one, drawn[one.pk]) for one in topics],
        "posts": mentions.rows(top, by=staff),
        "sources": places,
        "gone": _gone(since, now),
    }
    return frame.page(request, "office/listening/index.html", context)


def mentions_in(topics: Sequence[Topic], drawn: dict[int, list[Bucket]]) -> int:
    """How many posts the curves of the topics that are not muted hold."""
    return sum(bucket.posts or 0 for one in topics if not one.muted for bucket in drawn[one.pk])


def _title(topics: Sequence[Topic], places: Sequence[dict[str, Any]], said: int) -> str:
    if not topics:
        return _("Nothing is watched yet")
    if not places:
        return _("Nobody listens: there is no source yet")
    deaf = [one["name"] for one in places if one["deaf"]]
    if deaf:
        return _("%(names)s cannot be heard") % {"names": ", ".join(deaf)}
    posts = ngettext(
        "%(n)s post named us in the last 24 hours",
        "%(n)s posts named us in the last 24 hours",
        said,
    )
    return posts % {"n": number(said)}


def _line(topic: Topic, buckets: Sequence[Bucket]) -> dict[str, Any]:
    """One topic: its day as a line, what it comes to, and how much of it speaks against us."""
    posts = sum(one.posts or 0 for one in buckets)
    negative = sum(one.negative for one in buckets)
    missing = sum(one.posts is None for one in buckets)
    last = buckets[-1].posts
    return {
        "topic": topic,
        "spark": charts.spark(buckets),
        "posts": number(posts),
        "negative": number(negative),
        "last": number(last) if last is not None else _("not heard"),
        "missing": ngettext(
            "%(n)s hour not heard", "%(n)s hours not heard", missing
        ) % {"n": number(missing)} if missing else "",
    }  # fmt: skip


def _gone(since: datetime, now: datetime) -> str:
    """How much of the day could not be heard, in words; nothing where all of it was."""
    missed = queries.gaps(since=since, until=now)
    minutes = int(sum((until - begun).total_seconds() for begun, until in missed) // 60)
    if not minutes:
        return ""
    said = ngettext(
        "In %(n)s minute of this day too little was heard to say how much was said. It is left out.",
        "In %(n)s minutes of this day too little was heard to say how much was said. They are left out.",
        minutes,
    )
    return said % {"n": number(minutes)}
