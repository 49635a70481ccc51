"""Keeps the press of each release that is being sent, so that a text is compiled once."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from muster.channels.base import Outgoing
from muster.delivery import documents
from muster.delivery.actions.parcels import Claimed, Person
from muster.delivery.documents import DocumentBody
from muster.delivery.models import Document
from muster.delivery.pump.mails import Mails
from muster.delivery.pump.texts import Texts

# One that is not among these is read anew.
_MOST: Final = 6


class Printer(Protocol):
    """Turns people of a parcel into messages of the document’s channel."""

    def several(self, indexes: Sequence[int], people: Sequence[Person]) -> list[Outgoing]:
        """The message of each; raises if any of them cannot be made, and then makes none."""

    def rest(self) -> None:
        """Let go of what was only kept to be quick; what is asked for later is made anew."""


@dataclass(frozen=True, slots=True)
class Printing:
    """A document ready to be printed, and what its sends are called."""

    printer: Printer
    title: str


# The one place that chooses how a channel is printed.
_PRINTERS: Final[dict[str, Callable[[DocumentBody], Printer]]] = {"email": Mails, "sms": Texts}


class Presses:
    """Those used last."""

    def __init__(self) -> None:
        self._kept: OrderedDict[int, Printing] = OrderedDict()

    def of(self, parcel: Claimed) -> Printing:
        found = self._kept.get(parcel.document_id)
        if found is None:
            body = documents.read(Document.objects.get(pk=parcel.document_id))
            found = Printing(_PRINTERS[body.channel](body), body.title)
            # Who is sent now is another: what was written of thousands of values is seldom asked again.
            for other in self._kept.values():
                other.printer.rest()
            self._kept[parcel.document_id] = found
            while len(self._kept) > _MOST:
                self._kept.popitem(last=False)
        else:
            self._kept.move_to_end(parcel.document_id)
        return found
