"""Which addresses nothing may go to. The list holds keyed fingerprints only, so we make theirs to ask.

Asked when recipients are frozen and again, live, when a parcel is claimed (S4).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from functools import lru_cache
from typing import Any, Final

from django.db import connection

from muster.delivery.staging import KEY_KINDS
from muster.people.actions.record import address_mac

_BATCH: Final = 10_000


def among(channel: str, addresses: Collection[str], cursor: Any) -> set[str]:
    """Return those of ``addresses`` that are suppressed at this moment."""
    kind = KEY_KINDS[channel]
    macs = {_mac(kind, address): address for address in addresses}
    cursor.execute(
        "SELECT address_mac FROM people_suppression WHERE channel = %s AND address_mac = ANY (%s)",
        [channel, list(macs)],
    )
    return {macs[mac] for (mac,) in cursor.fetchall()}


def mark_staged(channel: str) -> None:
    """Mark the suppressed among the people staged for a snapshot."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM people_suppression WHERE channel = %s)", [channel]
        )
        if not cursor.fetchone()[0]:
            return
        cursor.execute("SELECT key_id, address FROM delivery_stage WHERE granted")
        keys = {address: key_id for key_id, address in cursor.fetchall()}
        for batch in _batches(list(keys)):
            closed = among(channel, batch, cursor)
            cursor.execute(
                "UPDATE delivery_stage SET suppressed = true WHERE key_id = ANY (%s)",
                [[keys[address] for address in closed]],
            )


def _batches(addresses: list[str]) -> Iterable[list[str]]:
    return (addresses[start : start + _BATCH] for start in range(0, len(addresses), _BATCH))


@lru_cache(maxsize=100_000)
def _mac(kind: str, address: str) -> str:
    return address_mac(kind, address)
