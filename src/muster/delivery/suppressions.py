"""Which addresses nothing may go to. The list holds keyed fingerprints only, so we make theirs to ask.

Asked when recipients are frozen and again, live, when a parcel is claimed (S4).
"""

from __future__ import annotations

from collections.abc import Collection

from django.db import connection

from muster.delivery.staging import KEY_KINDS
from muster.people.actions.record import address_mac


def among(channel: str, addresses: Collection[str]) -> set[str]:
    """Return those of ``addresses`` that are suppressed at this moment."""
    kind = KEY_KINDS[channel]
    macs = {address_mac(kind, address): address for address in addresses}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT address_mac FROM people_suppression"
            " WHERE channel = %s AND address_mac = ANY (%s)",
            [channel, list(macs)],
        )
        return {macs[mac] for (mac,) in cursor.fetchall()}


def any_at_all(channel: str) -> bool:
    """Whether the list holds anybody."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM people_suppression WHERE channel = %s)", [channel]
        )
        return bool(cursor.fetchone()[0])
