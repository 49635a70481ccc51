"""Keeps the press of each release that is being sent, so that a text is compiled once."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from typing import Final

from muster.delivery import documents
from muster.delivery.actions.parcels import Claimed
from muster.delivery.models import Document
from muster.delivery.press import Press

_MOST: Final = 16


@dataclass(frozen=True, slots=True)
class Printing:
    """A document ready to be printed, and what its sends are called."""

    press: Press
    title: str
    domain: str


class Presses:
    """The newest few."""

    def __init__(self) -> None:
        self._kept: OrderedDict[int, Printing] = OrderedDict()

    def of(self, parcel: Claimed) -> Printing:
        found = self._kept.get(parcel.document_id)
        if found is None:
            body = documents.read(Document.objects.get(pk=parcel.document_id))
            title = str(body.extra.get("title") or body.texts[0].subject)
            found = Printing(Press(body), title[:120], body.return_domain)
            self._kept[parcel.document_id] = found
            while len(self._kept) > _MOST:
                self._kept.popitem(last=False)
        return found
