"""Reads what the network has for our account since we last looked: oldest first, a batch at a time.

One path for every server: ``app.bsky.notification.listNotifications``, which our server (its PDS) hands on to
the view of the whole network that it was set up with. A server with no such view hears only its own accounts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from muster.channels import posts
from muster.channels.kinds.bluesky import receive
from muster.channels.kinds.bluesky.session import Session, session
from muster.channels.posts import Account, Batch, Unreadable

_LIST: Final = "app.bsky.notification.listNotifications"
_PROFILES: Final = "app.bsky.actor.getProfiles"
# As many profiles as one call may ask for.
_AT_ONCE: Final = 25
_A_PAGE: Final = 100
# Against a server that has no end.
_MOST_PAGES: Final = 1000
# The view of the network may learn of a post a little late and put it before others.
_OVERLAP: Final = timedelta(minutes=5)
# What names no moment is looked at, so that it is not lost.
_NEVER_OLD: Final = datetime.max.replace(tzinfo=UTC)


def read(account: Account, mark: Mapping[str, Any], *, now: datetime) -> Iterator[Batch]:
    """Everything since ``mark``. Some of it may have come before; whoever keeps it keeps it once."""
    spoken = session(account)
    me = spoken.did
    known = posts.parsed(mark.get("seen")) if mark.get("account") == me else None
    seen = known or now - posts.FIRST_LOOK
    notes = list(_newer(spoken, seen - _OVERLAP))
    notes.reverse()
    for place in range(0, len(notes), _AT_ONCE):
        some = notes[place : place + _AT_ONCE]
        reach = _followers(spoken, some)
        found = (
            receive.incoming(note, me=me, web=account.web, now=now, followers=reach.get(_did(note)))
            for note in some
        )
        kept = tuple(one for one in found if one is not None)
        seen = max(seen, min(now, _at(some[-1], now)))
        yield Batch(kept, _mark(me, seen))
    if not notes:
        yield Batch((), _mark(me, seen))


def _mark(me: str, seen: datetime) -> dict[str, str]:
    return {"account": me, "seen": seen.isoformat()}


def _newer(spoken: Session, since: datetime) -> Iterator[Mapping[str, Any]]:
    """Notifications newer than ``since``, the newest first, as the network lists them."""
    cursor = ""
    for _page in range(_MOST_PAGES):
        params: dict[str, Any] = {"limit": _A_PAGE, "reasons": list(receive.REASONS)}
        answer = spoken.ask("GET", _LIST, params=params | ({"cursor": cursor} if cursor else {}))
        listed = answer.fields.get("notifications")
        if not answer.well or not isinstance(listed, list):
            raise Unreadable(f"notifications could not be read: {answer.words}")
        notes = [note for note in listed if isinstance(note, dict)]
        fresh = [note for note in notes if _at(note, _NEVER_OLD) > since]
        yield from fresh
        cursor = posts.words(answer.fields.get("cursor"), 500)
        if not cursor or not fresh:
            return
    raise Unreadable("the list of notifications has no end")


def _at(note: Mapping[str, Any], now: datetime) -> datetime:
    return posts.parsed(note.get("indexedAt")) or now


def _followers(spoken: Session, notes: list[Mapping[str, Any]]) -> dict[str, int | None]:
    """How many follow each writer; without an answer it is simply not known."""
    asked = sorted({did for note in notes if receive.DID.fullmatch(did := _did(note))})
    if not asked:
        return {}
    answer = spoken.ask("GET", _PROFILES, params={"actors": asked})
    profiles = answer.fields.get("profiles")
    listed = profiles if answer.well and isinstance(profiles, list) else []
    return {
        str(one.get("did")): posts.followers(one.get("followersCount"))
        for one in listed
        if isinstance(one, dict)
    }


def _did(note: Mapping[str, Any]) -> str:
    author = note.get("author")
    return posts.words(author.get("did"), 300) if isinstance(author, dict) else ""
