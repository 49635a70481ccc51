"""The link in the letter that says a question arrived: what was asked, for the mailbox alone.

Its token is made from the number of the receipt and opens nothing else. A look changes nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from muster.inbox import errors, sealing
from muster.inbox.models import Arrival
from muster.kit import clock, secrets
from muster.kit.scope import Scope, entered

LIFETIME: Final = timedelta(days=3)
SHOWN: Final = 2_000
_SHAPE: Final = re.compile(r"([1-9]\d{0,17})-([\w-]{22})", re.ASCII)
_PURPOSE: Final = "inbox.asked"


@dataclass(frozen=True, slots=True)
class Question:
    """What the page shows: the words, when they came, and whether their writer was proved."""

    words: str
    at: datetime
    proved: bool


def token(arrival_id: int) -> str:
    """Return what only the mailbox is told."""
    return f"{arrival_id}-{secrets.mac(_PURPOSE, arrival_id)}"


def number(text: str) -> int:
    """Return the number of the receipt a token was made for, or raise ``UnknownLink``."""
    found = _SHAPE.fullmatch(text)
    if found is None or not secrets.same(found[2], secrets.mac(_PURPOSE, int(found[1]))):
        raise errors.UnknownLink
    return int(found[1])


def question(text: str) -> Question:
    """Return what the token is about; raises ``UnknownLink`` or ``LinkTooOld``."""
    arrival_id = number(text)
    with entered(Scope.EVERYONE):
        arrival = Arrival.objects.select_related("entry").filter(pk=arrival_id).first()
        return _read(demand_fresh(arrival))


def demand_fresh(arrival: Arrival | None) -> Arrival:
    """Return the receipt, or raise what is wrong with its link."""
    if arrival is None:
        raise errors.UnknownLink
    if clock.now() - arrival.at > LIFETIME:
        raise errors.LinkTooOld
    return arrival


def _read(arrival: Arrival) -> Question:
    if arrival.entry is not None:
        return Question(arrival.entry.said[:SHOWN], arrival.at, arrival.entry.proven)
    if arrival.sealed is None:
        raise errors.LinkTooOld
    return Question(sealing.unseal(bytes(arrival.sealed)).text[:SHOWN], arrival.at, proved=False)
