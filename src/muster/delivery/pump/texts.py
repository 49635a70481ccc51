"""Prints the texts of one document: each person’s words, under the keyed name only they have."""

from __future__ import annotations

from collections.abc import Sequence

from muster.channels.base import Outgoing
from muster.delivery import tokens
from muster.delivery.actions.parcels import Person
from muster.delivery.documents import DocumentBody
from muster.delivery.textpress import TextPress
from muster.people import stop_tokens


class Texts:
    """The printer of one document."""

    def __init__(self, body: DocumentBody) -> None:
        self._press = TextPress(body)
        self._sender, self._purpose = body.sms_sender, body.purpose

    def several(self, indexes: Sequence[int], people: Sequence[Person]) -> list[Outgoing]:
        """Their messages."""
        return list(map(self._one, indexes, people))

    def rest(self) -> None:
        """Nothing is kept here but the text itself."""

    def _one(self, index: int, person: Person) -> Outgoing:
        words = self._press.text(
            language=person.language,
            merge=person.merge,
            stop_token=self._stop_token(person) if self._press.linked else "",
        )
        name = tokens.make(person.sort, person.recipient_id)
        return Outgoing(index, self._sender, person.address, words.encode(), name)

    def _stop_token(self, person: Person) -> str:
        return stop_tokens.make(
            key_id=person.key_id, purpose=self._purpose, recipient_id=person.recipient_id
        )
