"""Hands over single answers. The same record under the same key is one post, however often it is handed over."""

from __future__ import annotations

import json
from typing import Final, Literal

from muster.channels.base import NotSent, Outgoing, Receipt
from muster.channels.calls import Answer, Unanswered
from muster.channels.kinds.bluesky.record import COLLECTION
from muster.channels.kinds.bluesky.session import session
from muster.channels.posts import Account

_PUT: Final = "com.atproto.repo.putRecord"
# Words about our account, which say nothing of this answer.
_OURS: Final = frozenset(
    {"AccountTakedown", "AccountDeactivated", "AccountSuspended", "AuthMissing", "ExpiredToken",
     "InvalidToken", "AuthenticationRequired"}
)  # fmt: skip


class Sender:
    """What answers leave by. ``name`` of a message is the key of its record."""

    def __init__(self, account: Account) -> None:
        self._account, self._session = account, session(account)

    def send(self, message: Outgoing) -> Receipt:
        """Hand over one answer. Raises NotSent if it certainly was not taken."""
        whole = {
            "repo": self._session.did,
            "collection": COLLECTION,
            "rkey": message.name,
            "record": json.loads(message.data),
        }
        try:
            answer = self._session.ask("POST", _PUT, body=whole)
        except Unanswered as problem:
            # It may be there, and to put it there again changes nothing (D9).
            return Receipt(message.reference, "temporary", 0, str(problem))
        if answer.status in {401, 403} or answer.fields.get("error") in _OURS:
            raise NotSent(f"the server refused us: {answer.words}")
        return Receipt(message.reference, _kind(answer), answer.status, self._detail(answer))

    def _detail(self, answer: Answer) -> str:
        uri = str(answer.fields.get("uri") or "")
        return page(uri, self._account.web)[:200] if answer.well else answer.words


def page(uri: str, web: str) -> str:
    """Where people read the post at://account/collection/key."""
    did, _collection, key = (*uri.removeprefix("at://").split("/"), "", "", "")[:3]
    return f"{web}/profile/{did}/post/{key}" if did and key else ""


def _kind(answer: Answer) -> Literal["accepted", "temporary", "refused"]:
    if answer.well:
        return "accepted"
    # Whatever broke behind the door, the same key may be tried again.
    return "temporary" if answer.status == 429 or answer.status >= 500 else "refused"
