"""Prints the mails of one document: each person's bytes, with the keyed names only they have."""

from __future__ import annotations

import time
from email.utils import formatdate

from muster.channels.base import Outgoing
from muster.delivery import tokens
from muster.delivery.actions.parcels import Person
from muster.delivery.documents import DocumentBody
from muster.delivery.press import Press
from muster.people import stop_tokens


class Mails:
    """The printer of one document."""

    def __init__(self, body: DocumentBody) -> None:
        self._press = Press(body)
        self._domain, self._purpose = body.return_domain, body.purpose
        self._second, self._date = 0, b""

    def outgoing(self, index: int, person: Person) -> Outgoing:
        token = tokens.make(person.sort, person.recipient_id)
        data = self._press.data(
            token=token,
            address=person.address,
            language=person.language,
            merge=person.merge,
            stop_token=stop_tokens.make(
                key_id=person.key_id, purpose=self._purpose, recipient_id=person.recipient_id
            ),
            date=self._now(),
        )
        return Outgoing(index, tokens.return_path(token, self._domain), person.address, data)

    def _now(self) -> bytes:
        # A date header counts whole seconds, so it is written once in each.
        second = int(time.time())
        if second != self._second:
            self._second, self._date = second, formatdate(second).encode()
        return self._date
