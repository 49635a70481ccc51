"""Asks one feed again and again for what is new on it; a few minutes apart, day and night."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final

from muster.kit import clock
from muster.listening.kinds.feed import fetch, frames
from muster.listening.kinds.wire import Deaf, Ear, Place

EVERY: Final = 180.0
_REMEMBERED: Final = 500
_FIRST: Final = timedelta(days=1)


def listen(place: Place, ear: Ear, stopping: threading.Event) -> None:
    """Ask until it does not answer. Raises Deaf."""
    mark: Mapping[str, Any] = place.mark
    while not stopping.is_set():
        mark = _round(place.address, mark, ear)
        ear.rest()
        stopping.wait(EVERY)


def _round(address: str, mark: Mapping[str, Any], ear: Ear) -> Mapping[str, Any]:
    known = [str(one) for one in mark.get("seen") or ()]
    told = fetch.fetch(
        address, etag=str(mark.get("etag") or ""), changed=str(mark.get("changed") or "")
    )
    now = clock.now()
    missed = ear.opened(now)
    if told.body is None:
        ear.heard(0, 0, mark)
        if missed is not None:
            ear.filled(now)
        return mark
    try:
        listed = frames.entries(told.body)
    except frames.Broken as problem:
        raise Deaf(str(problem)) from problem
    old = set(known)
    fresh = [one for one in reversed(listed) if frames.name(one) not in old]
    posts = [frames.post(one, address=address, now=now) for one in fresh]
    if not mark:
        # A first look is not the moment at which all of it was said.
        posts = [one for one in posts if one is None or (one.at < now and one.at > now - _FIRST)]
    for post in posts:
        if post is not None and ear.wants_words(f"{post.text} {' '.join(post.tags)}"):
            ear.take(post)
    if missed is not None and len(fresh) < len(listed):
        # Something on it was known before: nothing can have come and gone in between.
        ear.filled(now)
    seen = [frames.name(one) for one in listed]
    kept = [*dict.fromkeys([*seen, *known])][:_REMEMBERED]
    marked = {"etag": told.etag, "changed": told.changed, "seen": kept}
    ear.heard(len(fresh), posts.count(None), marked)
    return marked
