"""Who gave to a drive, each once, by an e-mail address of theirs; for whoever thanks them."""

from __future__ import annotations

from muster.drives import counting
from muster.drives.models import Drive
from muster.gifts.models import Entry


def reachable(drive: Drive) -> list[int]:
    """The numbers of e-mail keys, one for each person whose gift stands; of one’s own regions."""
    worth = counting.worth(counting.purposes(drive), drive.currency)
    stands = [entry for entry, minor in worth.items() if minor > 0]
    gave = Entry.objects.filter(pk__in=stands, key__kind="email", key__person__isnull=False)
    found = {
        row["key__person"]: row["key"] for row in gave.order_by("-id").values("key", "key__person")
    }
    return sorted(found.values())
