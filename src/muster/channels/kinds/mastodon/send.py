"""Hands over single answers. A server knows the key of each for an hour and makes no second post of it."""

from __future__ import annotations

import json
from typing import Final, Literal

from muster.channels.base import NotSent, Outgoing, Receipt
from muster.channels.calls import Answer, Unanswered
from muster.channels.kinds.mastodon.target import key, line
from muster.channels.posts import Account, web_page

_TRIES: Final = 3
# About the words of this status: no server that took it before would say so of it now.
_DEFINITE: Final = frozenset({400, 404, 410, 413, 422})
_NOT_NOW: Final = frozenset({429, 503})
# About our account, or what it may do.
_OURS: Final = frozenset({401, 403})


class Sender:
    """What answers leave by. ``name`` of a message is its key."""

    def __init__(self, account: Account) -> None:
        self._account = account

    def send(self, message: Outgoing) -> Receipt:
        """Hand over one answer. Raises NotSent if it certainly was not taken."""
        problem, code = "", 0
        for number in range(_TRIES):
            try:
                answer = self._ask(message)
            except Unanswered as error:
                problem, code = str(error), 0
                continue
            except NotSent as error:
                if number == 0:
                    raise
                # An earlier try may have arrived.
                problem, code = problem or str(error), 0
                break
            if answer.well or answer.status in _DEFINITE:
                return _heard(message, answer)
            if number == 0 and (answer.status in _NOT_NOW or answer.status < 500):
                return _heard(message, answer)
            problem, code = answer.words, answer.status
        # Tried within seconds, well inside the life of the key (D9); later it might make a second post (D5).
        return Receipt(message.reference, "unknown", code, problem[:200])

    def _ask(self, message: Outgoing) -> Answer:
        headers = key(self._account) | {"Idempotency-Key": message.name}
        return line(self._account).ask(
            "POST", "/api/v1/statuses", body=json.loads(message.data), headers=headers
        )


def _heard(message: Outgoing, answer: Answer) -> Receipt:
    """What an answer means where no earlier try can have arrived, or where it says that none did."""
    if answer.well:
        where = web_page(answer.fields.get("url")) or str(answer.fields.get("id") or "")
        return Receipt(message.reference, "accepted", answer.status, where[:200])
    if answer.status in _OURS:
        raise NotSent(f"the server refused us: {answer.words}")
    kind: Literal["temporary", "refused"]
    kind = "temporary" if answer.status in _NOT_NOW else "refused"
    return Receipt(message.reference, kind, answer.status, answer.words)
