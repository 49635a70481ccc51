"""Prints the mails of one document: each person's bytes, with the keyed names only they have."""

from __future__ import annotations

import time
from collections.abc import Sequence
from email.utils import formatdate
from itertools import repeat

from muster.channels.base import Outgoing
from muster.channels.kinds.email.answers import envelopes
from muster.delivery import tokens
from muster.delivery.actions.parcels import Person
from muster.delivery.documents import DocumentBody
from muster.delivery.press import Press
from muster.delivery.skeleton import Sheets
from muster.people import stop_tokens


class Mails:
    """The printer of one document."""

    def __init__(self, body: DocumentBody) -> None:
        self._press = Press(body)
        self._domain, self._purpose = body.return_domain, body.purpose
        self._second, self._date = 0, b""

    def several(self, indexes: Sequence[int], people: Sequence[Person]) -> list[Outgoing]:
        """Their messages. Printing many together costs each of them a fraction."""
        numbers = [person.recipient_id for person in people]
        names = tokens.several([person.sort for person in people], numbers)
        addresses = [person.address for person in people]
        sheets = Sheets(
            names=list(map(str.encode, names)),
            addresses=list(map(str.encode, addresses)),
            stops=stop_tokens.several([person.key_id for person in people], self._purpose, numbers),
            merges=[person.merge for person in people],
            date=self._now(),
        )
        printed = self._press.several([person.language for person in people], sheets)
        senders = [tokens.return_path(name, self._domain) for name in names]
        leads = envelopes(senders, sheets.addresses)
        return list(map(Outgoing, indexes, senders, addresses, printed, repeat(""), leads))

    def rest(self) -> None:
        self._press.rest()

    def _now(self) -> bytes:
        # A date header counts whole seconds, so it is written once in each.
        second = int(time.time())
        if second != self._second:
            self._second, self._date = second, formatdate(second).encode()
        return self._date
