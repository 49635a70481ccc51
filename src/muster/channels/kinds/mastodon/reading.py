"""Reads the mentions our account got since we last looked: oldest first, a page at a time.

It asks by REST with ``min_id``, which lists without a gap what comes right after a notification; a stream
would be quicker by seconds and has no way to catch up.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, Final

from muster.channels import posts
from muster.channels.base import Incoming
from muster.channels.calls import Answer
from muster.channels.kinds.mastodon import receive
from muster.channels.kinds.mastodon.target import key, line
from muster.channels.posts import Account, Batch, Unreadable

_A_PAGE: Final = 40
_MOST_PAGES: Final = 5000
_MOST_AT_FIRST: Final = 20_000


def read(account: Account, mark: Mapping[str, Any], *, now: datetime) -> Iterator[Batch]:
    """Everything since ``mark``. Some of it may have come before; whoever keeps it keeps it once."""
    home, me = _who_we_are(account)
    seen = str(mark.get("seen") or "") if mark.get("account") == me else ""
    notes = [] if seen else _of_the_last_day(account, now)
    for _page in range(_MOST_PAGES):
        notes = notes or _page_of(account, {"min_id": seen} if seen else {})
        newest = posts.words(notes[0].get("id"), 100) if notes else seen
        recent = [note for note in notes if seen or _is_recent(note, now)]
        found = [_post(account, note, me=me, home=home, now=now) for note in reversed(recent)]
        kept = tuple(one for one in found if one is not None)
        yield Batch(kept, {"account": me, "seen": newest})
        if not notes or newest == seen:
            return
        seen, notes = newest, []
    raise Unreadable("the list of notifications has no end")


def _of_the_last_day(account: Account, now: datetime) -> list[Mapping[str, Any]]:
    """What a first look finds, the newest first; all before that was read elsewhere, if at all."""
    found = page = _page_of(account, {})
    while page and _is_recent(page[-1], now) and len(found) < _MOST_AT_FIRST:
        page = _page_of(account, {"max_id": posts.words(page[-1].get("id"), 100)})
        found = [*found, *page]
    return found


def _who_we_are(account: Account) -> tuple[str, str]:
    """The name of our server, and our own as the whole network knows it."""
    instance = _object(_get(account, "/api/v1/instance"), "the server")
    home = posts.words(instance.get("uri"), 300).removeprefix("https://").strip("/").casefold()
    ours = _object(_get(account, "/api/v1/accounts/verify_credentials"), "our account")
    me = receive.name(ours, home=home)
    if not me:
        raise Unreadable("the server does not say who we are")
    return home, me


def _page_of(account: Account, where: Mapping[str, str]) -> list[Mapping[str, Any]]:
    """One page of mentions, the newest first: right after ``min_id``, right before ``max_id``, or the last."""
    params: dict[str, Any] = {"types[]": ["mention"], "limit": _A_PAGE, **where}
    answer = _get(account, "/api/v1/notifications", params=params)
    if not answer.well or not isinstance(answer.told, list):
        raise Unreadable(f"notifications could not be read: {answer.words}")
    return [note for note in answer.items if isinstance(note, dict)]


def _post(
    account: Account, note: Mapping[str, Any], *, me: str, home: str, now: datetime
) -> Incoming | None:
    status = note.get("status")
    parent = status.get("in_reply_to_id") if isinstance(status, dict) else None
    above = _ancestors(account, str(status.get("id")), home) if parent and status else ()
    return receive.incoming(note, me=me, home=home, ancestors=above, now=now)


def _ancestors(account: Account, number: str, home: str) -> tuple[str, ...]:
    """What stands above a status, the first of the thread first; nothing where it cannot be told."""
    if not number.replace("-", "").isalnum():
        return ()
    told = _get(account, f"/api/v1/statuses/{number}/context").fields.get("ancestors")
    listed = told if isinstance(told, list) else []
    named = [receive.identity(one, home=home) for one in listed if isinstance(one, dict)]
    # The root of the thread and what is nearest say enough.
    return tuple(named[:1] + named[1:][-19:])


def _is_recent(note: Mapping[str, Any], now: datetime) -> bool:
    at = posts.parsed(note.get("created_at"))
    return at is None or at > now - posts.FIRST_LOOK


def _get(account: Account, path: str, *, params: Mapping[str, Any] | None = None) -> Answer:
    return line(account).ask("GET", path, params=params, headers=key(account))


def _object(answer: Answer, what: str) -> Mapping[str, Any]:
    if not answer.well:
        raise Unreadable(f"{what} could not be read: {answer.words}")
    return answer.fields
