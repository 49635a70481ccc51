"""The hats of a drive in its control room; counting itself is a page of gifts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from muster.gifts import access
from muster.gifts.models import Hat
from muster.web import words

if TYPE_CHECKING:
    from muster.accounts.models import Staff
    from muster.drives.models import Drive

MOST = 50


def of(drive: Drive, staff: Staff) -> dict[str, Any]:
    """Every hat of a drive, as far as this person may see it, and whether they may open one more."""
    found = access.hats(by=staff, purpose=drive.purpose).order_by("-id")[:MOST]
    return {
        "hats": [
            {
                "hat": one,
                "differs": one.state == Hat.State.DIFFERS,
                "booked": words.money(one.booked_minor, one.currency),
            }
            for one in found
        ],
        "may_count": staff.may("gifts.count"),
        "may_see_hats": staff.may("gifts.count") or staff.may("gifts.settle"),
    }
