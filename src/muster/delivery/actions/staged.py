"""Lets reserved addresses answer what training caught, by the one way in which anything is heard.

So gates, results and records behave in training as they do live. It is heard in the transaction that
writes down that the message was caught: an answer is never lost and never comes before its message.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from muster.channels.kinds.training.answers import answer
from muster.delivery.actions.receipts import hear
from muster.kit import actors, clock

if TYPE_CHECKING:
    from muster.delivery.actions.outcomes import Caught
    from muster.delivery.actions.parcels import Claimed

SOURCE: Final = "training"
_BY: Final = actors.system("training")


def hear_from(parcel: Claimed, caught: Iterable[Caught]) -> None:
    """Hear whoever of them has something to say; outside training nobody has."""
    if parcel.mode != "training":
        return
    for one in caught:
        if kind := answer(one.address):
            hear(
                recipient_id=one.recipient_id, kind=kind, at=clock.db_now(), source=SOURCE,
                event=f"{kind} {one.recipient_id}", by=_BY,
            )  # fmt: skip
