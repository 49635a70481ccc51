"""Brings in a drive of an earlier year from a file, gift by gift with its moment, so that pace can be compared.

The gifts stand in the ledger like any other, once each and without a name.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Final

from django.db import transaction

from muster.accounts.models import Staff
from muster.audit import actions as audit
from muster.drives import earlier
from muster.drives.actions.keep import Told, keep_drive
from muster.drives.models import Drive
from muster.gifts import actions as gifts
from muster.gifts.actions import NewEntry
from muster.kit.money import Money

BATCH: Final = 5_000


@transaction.atomic
def bring_earlier(
    *, told: Told, lines: Iterable[bytes], by: Staff, at: datetime
) -> tuple[Drive, int]:
    """Read the file, then keep the drive and its gifts together; a file with a bad row brings nothing."""
    rows = earlier.read(lines, told.currency, told.zone)
    first, last = min(row.at for row in rows), max(row.at for row in rows)
    # The file may know more of its time than whoever brings it.
    ends = max(told.ends_at, last + timedelta(seconds=1))
    told = replace(told, earlier=True, starts_at=min(told.starts_at, first), ends_at=ends)
    drive = keep_drive(drive=None, told=told, by=by, at=at)
    entries = [
        NewEntry(
            key_id=None, money=Money(row.minor, told.currency), at=row.at.astimezone(UTC),
            reference=f"{drive.pk}:{row.number}", purpose=drive.purpose,
        )
        for row in rows
    ]  # fmt: skip
    kept = sum(
        gifts.record(entries=entries[start : start + BATCH], source=earlier.SOURCE, by=by)
        for start in range(0, len(entries), BATCH)
    )
    audit.record(by=by, verb="drive.brought", subject=str(drive), at=at, gifts=kept)
    return drive, kept
