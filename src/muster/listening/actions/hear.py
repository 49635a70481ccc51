"""Keeps what was heard: mentions, curves, companions, facts and how far we have heard, in one transaction.

Killed at any moment, the same posts are heard again and each is kept once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db import connection, transaction
from django.db.models import F, Q

from muster.activity import actions as activity
from muster.activity.facts import NewFact
from muster.kit.faults import fault
from muster.kit.text import clean
from muster.listening.actions import curves
from muster.listening.models import Hearing, Mention, Source
from muster.listening.post import Post
from muster.people.models import IdentityKey

SEEN: Final = "mention.seen"
# Any constant of our own: two sources may hear the same post at once, so they keep what they heard in turn.
_LOCK: Final = 0x6C69_7374


@dataclass(frozen=True, slots=True)
class Heard:
    """A post, the topics it is about with the terms that named them, and the words beside each."""

    post: Post
    topics: Mapping[int, int]
    beside: Mapping[int, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Reached:
    """How far a source was heard: its mark, how many frames came since, how many could not be read."""

    mark: Mapping[str, Any] | None = None
    frames: int = 0
    skipped: int = 0


@transaction.atomic
def hear(*, source: int, heard: Sequence[Heard], reached: Reached, at: datetime) -> list[Mention]:
    """Keep each post once; returns those that are new. A mark ahead of what is kept would lose some."""
    fresh = _kept(source, heard, at) if heard else []
    marked = {} if reached.mark is None else {"mark": dict(reached.mark)}
    Source.objects.filter(pk=source).update(
        heard_at=at,
        trouble_at=None,
        trouble="",
        frames=F("frames") + reached.frames,
        skipped=F("skipped") + reached.skipped,
        **marked,
    )
    fault("hear.before_commit")
    return fresh


def _kept(source: int, heard: Sequence[Heard], at: datetime) -> list[Mention]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
    wanted = {(one.post.network, one.post.uri): one for one in reversed(heard)}
    known = _known(wanted)
    new = [one for name, one in wanted.items() if name not in known]
    new.reverse()
    keys = _keys([one.post for one in new])
    mentions = [_mention(source, one.post, keys, at) for one in new]
    Mention.objects.bulk_create(mentions)
    pairs = list(zip(mentions, new, strict=True))
    Hearing.objects.bulk_create(
        Hearing(mention=mention, topic_id=topic, term_id=term, at=mention.at)
        for mention, one in pairs
        for topic, term in one.topics.items()
    )
    curves.counted((topic, mention.at) for mention, one in pairs for topic in one.topics)
    curves.accompanied(
        (topic, mention.at, word)
        for mention, one in pairs
        for topic, words in one.beside.items()
        for word in words
    )
    activity.append([fact(one, one.key_id) for one in mentions if one.key_id is not None])
    return mentions


def _known(wanted: Mapping[tuple[str, str], Heard]) -> set[tuple[str, str]]:
    networks = {network for network, _uri in wanted}
    found = Mention.objects.filter(network__in=networks, uri__in=[uri for _network, uri in wanted])
    return set(found.values_list("network", "uri"))


def _keys(posts: Sequence[Post]) -> dict[str, int]:
    """Whose handles stand on a record."""
    named = {name for one in posts for name in (one.author, one.handle) if name}
    found = IdentityKey.objects.filter(Q(person__isnull=False), kind="handle", value__in=named)
    return dict(found.values_list("value", "id"))


def _mention(source: int, post: Post, keys: Mapping[str, int], at: datetime) -> Mention:
    return Mention(
        source_id=source,
        network=post.network,
        uri=post.uri,
        author=post.author[:320],
        handle=post.handle[:320],
        name=clean(post.name)[:200],
        text=post.text,
        tags=list(post.tags),
        link=post.link[:1000],
        told=dict(post.told),
        answers=post.answers[:500],
        at=post.at,
        heard_at=at,
        reach=post.reach,
        key_id=keys.get(post.handle) or keys.get(post.author),
    )


def fact(mention: Mention, key: int) -> NewFact:
    """What the log keeps of a mention by somebody on a record; its words stay with the mention."""
    return NewFact(
        kind=SEEN,
        key_id=key,
        at=mention.at,
        source=f"listening:{mention.network}",
        data={"mention": mention.pk},
    )
