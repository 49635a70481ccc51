"""How many followers an account of ours has lost or won since a moment: by the last count before it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from muster.listening.models import Followers


@dataclass(frozen=True, slots=True)
class Fall:
    """One account, how many followed it at both ends, and when those counts were made."""

    network: str
    handle: str
    before: int
    after: int
    counted_from: datetime
    counted_until: datetime

    @property
    def change(self) -> int:
        """How many more; below nought they went."""
        return self.after - self.before


def falls(*, since: datetime, until: datetime) -> list[Fall]:
    """Return every account that was counted before and after ``since``, the greatest loss first."""
    latest = _latest(until)
    earlier = _latest(since)
    found = [
        Fall(one.network, one.handle or one.account, was.count, one.count, was.at, one.at)
        for account, one in latest.items()
        if (was := earlier.get(account)) is not None and was.pk != one.pk
    ]
    return sorted(found, key=lambda one: (one.change, one.network, one.handle))


def _latest(until: datetime) -> dict[str, Followers]:
    rows = Followers.objects.filter(at__lte=until).order_by("account", "-at", "-id")
    return {one.account: one for one in rows.distinct("account")}
