"""What is said in public of the demo charity: weeks of a quiet tag, then an afternoon when it rises beside #thieves.

Everybody in it is invented. The charity has no account on a network here, so nothing is fetched and nobody is answered.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from muster.accounts.models import Staff
from muster.kit.actors import system
from muster.listening import companions, watching
from muster.listening.actions import gaps, judging, sources, topics
from muster.listening.actions.hear import Heard, Reached, hear
from muster.listening.actions.topics import NewRule, NewTerm
from muster.listening.matching import haystack
from muster.listening.models import Followers
from muster.listening.post import Post
from muster.proof.demo.remembering import DAILY, HOURLY
from muster.proof.demo.world import SEED

WEEKS: Final = 5
RISING: Final = timedelta(minutes=100)
FOLLOWERS: Final = 48_210
US: Final = "bluesky:did:plc:demo-us"
HANDLE: Final = "bluesky:havsvakt.example"
_EVERY: Final = timedelta(minutes=10)
_QUIET: Final = (
    "Lovely morning on the beach with #havsvakt",
    "Grazie #havsvakt per la pulizia della spiaggia",
    "Merci à #havsvakt, la plage est belle",
    "Dziękujemy #havsvakt za sobotę nad morzem",
    "Counting seals with #havsvakt again this weekend",
    "Our class went out with #havsvakt and found a starfish",
)
_ANGRY: Final = (
    "So #havsvakt copied Mira Holm’s seal for its poster #thieves",
    "#thieves #havsvakt you took an artist’s work and you sell it on shirts",
    "Same lines, same eyes, same rock. #havsvakt #thieves",
    "Vergogna #havsvakt, quel disegno non è vostro #thieves",
    "Honte à vous #havsvakt, rendez son dessin #thieves",
    "Wstyd #havsvakt, to nie wasz rysunek #thieves",
)


def fill(now: datetime, by: Staff | None = None) -> None:
    """Let the topic be watched, and everything about it be heard."""
    doer = by or system("demo")
    begun = now - timedelta(weeks=WEEKS)
    topics.save(
        topic=None, name="#havsvakt", muted=False, answered=False,
        wanted=[NewTerm("tag", "#havsvakt"), NewTerm("name", "Havsvakt"), NewTerm("misspelling", "Hafsvakt")],
        rules=[NewRule("never", "hotel")], by=doer, at=begun,
    )  # fmt: skip
    source = sources.save(
        source=None, kind="hook", name="Posts of the demo", address="", secret="", by=doer, at=begun
    )
    chance = random.Random(SEED + 6)
    said = sorted([*_quiet(begun, now, chance), *_rising(now, chance)], key=lambda one: one.at)
    watch = watching.current()
    for place in range(0, len(said), 500):
        some = [_heard(one, watch) for one in said[place : place + 500]]
        hear(source=source.pk, heard=some, reached=Reached(None, len(some)), at=some[-1].post.at)
    # One night it could not be heard, which is a hole in the curve.
    deaf = now - timedelta(hours=17)
    gaps.deaf(source=source.pk, why="it hung up", at=deaf)
    gaps.opened(source=source.pk, at=deaf + timedelta(minutes=50))
    hear(source=source.pk, heard=(), reached=Reached(), at=now)
    judging.judge()
    _followers(now, chance)


def _heard(post: Post, watch: watching.Watch) -> Heard:
    hay = haystack(post.text, post.tags)
    found = watch.matcher.topics(post, hay)
    return Heard(post, found, {one: companions.beside(hay, watch.own[one]) for one in found})


def _quiet(begun: datetime, now: datetime, chance: random.Random) -> Iterator[Post]:
    """A dozen a day, as people are awake."""
    for day in range(WEEKS * 7):
        midnight = (begun + timedelta(days=day + 1)).replace(
            hour=0, minute=0, second=0, microsecond=0
        )
        for _one in range(DAILY[midnight.weekday()]):
            [hour] = chance.choices(range(24), HOURLY)
            at = midnight + timedelta(hours=hour, seconds=chance.randrange(3600))
            if at < now - RISING:
                yield _post(chance, at, chance.choice(_QUIET), chance.randrange(40, 900))


def _rising(now: datetime, chance: random.Random) -> Iterator[Post]:
    """More and more, the first of them by the artist."""
    start = now - RISING
    first = "This is my seal. #havsvakt printed it without asking me. #thieves"
    yield _post(chance, start, first, 61_400, "mira.holm.example")
    for number in range(140):
        part = (number / 140) ** 0.5
        at = start + RISING * part - timedelta(seconds=chance.randrange(20))
        yield _post(chance, max(at, start), chance.choice(_ANGRY), chance.randrange(30, 4_000))


def _post(chance: random.Random, at: datetime, text: str, reach: int, handle: str = "") -> Post:
    number = chance.randrange(10**9)
    name = handle or f"person{number % 4000}.example"
    return Post(
        network="bluesky", uri=f"at://did:plc:demo{number}/app.bsky.feed.post/{number}", text=text, at=at,
        author=f"bluesky:did:plc:demo-{name}", handle=f"bluesky:{name}", tags=("havsvakt",), reach=reach,
    )  # fmt: skip


def _followers(now: datetime, chance: random.Random) -> None:
    """A week that grows a little, and an afternoon on which it does not."""
    count, rows, at = FOLLOWERS - 400, [], now - timedelta(days=7)
    while at <= now:
        falling = at > now - RISING
        count += -chance.randrange(120, 260) if falling else chance.choice((0, 0, 1, 1, 0, -1))
        rows.append(Followers(network="bluesky", account=US, handle=HANDLE, at=at, count=count))
        at += _EVERY
    Followers.objects.bulk_create(rows)
