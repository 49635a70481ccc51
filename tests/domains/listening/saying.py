"""What the tests of listening say in public, and a source to say it at."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from muster.listening import companions
from muster.listening.actions.hear import Heard
from muster.listening.matching import Matcher, Wanted, haystack
from muster.listening.models import Source, Term, Topic
from muster.listening.post import Post

NOON = datetime(2026, 11, 28, 12, 1, tzinfo=UTC)


def topic(name: str = "Havsvakt", *terms: str) -> Topic:
    """A topic that is named as it is called, and by ``terms``."""
    made = Topic.objects.create(name=name, created_at=NOON)
    for one in (name, *terms):
        kind = Term.Kind.TAG if one.startswith("#") else Term.Kind.NAME
        Term.objects.create(topic=made, kind=kind, text=one, folded=one.casefold())
    return made


def source(kind: str = "bluesky", **fields: Any) -> Source:
    """A source that is on."""
    number = Source.objects.count()
    return Source.objects.create(
        kind=kind, name=fields.pop("name", f"{kind} {number}"), created_at=NOON, **fields
    )


def post(number: int = 1, text: str = "Havsvakt is late", **fields: Any) -> Post:
    """A post somebody wrote."""
    did = fields.pop("did", f"did:plc:writer{number}")
    uri = f"at://{did}/app.bsky.feed.post/{number}"
    whole: dict[str, Any] = {
        "network": "bluesky", "uri": uri, "author": f"bluesky:{did}", "text": text, "at": NOON,
    }  # fmt: skip
    return Post(**(whole | fields))


def heard(*posts: Post) -> list[Heard]:
    """The same as the ear would hand it over."""
    wanted = [Wanted(one.topic_id, one.pk, one.folded) for one in Term.objects.order_by("id")]
    matcher = Matcher(wanted)
    found = []
    for one in posts:
        hay = haystack(one.text, one.tags)
        topics = matcher.topics(one, hay)
        beside = {topic: companions.beside(hay, {"havsvakt"}) for topic in topics}
        found.append(Heard(one, topics, beside))
    return found
