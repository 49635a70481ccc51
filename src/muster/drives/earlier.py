"""Reads the gifts of an earlier drive: one row each, with a moment and an amount, whatever the columns are called."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from muster.drives import errors
from muster.kit.money import Money

SOURCE: Final = "earlier"
LARGEST: Final = 20_000_000  # bytes
MOMENTS: Final = (
    "at",
    "donated_at",
    "time",
    "timestamp",
    "date",
    "created",
    "created_at",
    "moment",
)
AMOUNTS: Final = ("amount", "amount_usd", "minor", "sum", "money", "gift", "donation amount")


@dataclass(frozen=True, slots=True)
class Row:
    """One gift of the file; equal rows are several gifts."""

    number: int
    at: datetime
    minor: int


def read(lines: Iterable[bytes], currency: str, zone: str) -> list[Row]:
    """Every row, or a refusal that names the first one that is wrong. Refunds are not brought in."""
    text = _decoded(lines)
    try:
        rows = csv.DictReader(io.StringIO(text))
        columns = {(name or "").strip().lower(): name for name in rows.fieldnames or ()}
        when = next((columns[one] for one in MOMENTS if one in columns), None)
        much = next((columns[one] for one in AMOUNTS if one in columns), None)
        if when is None or much is None:
            raise errors.NotAFile(_("The file needs a column “at” and a column “amount”."))
        found = [
            _row(number, line.get(when) or "", line.get(much) or "", currency, zone)
            for number, line in enumerate(rows, start=2)
        ]
    except csv.Error as error:
        raise errors.NotAFile(_("This is no file with columns and rows.")) from error
    if not found:
        raise errors.NotAFile(_("There is no gift in the file."))
    return found


def _decoded(lines: Iterable[bytes]) -> str:
    whole = b"".join(lines)
    if len(whole) > LARGEST:
        raise errors.NotAFile(_("The file is larger than 20 MB."))
    try:
        return whole.decode("utf-8-sig").replace("\0", "")
    except UnicodeDecodeError as error:
        raise errors.NotAFile(_("The file is not in UTF-8.")) from error


def _row(number: int, when: str, much: str, currency: str, zone: str) -> Row:
    try:
        at = datetime.fromisoformat(when.strip())
        minor = Money.parse(much.strip(), currency).minor
    except ValueError as error:
        raise _bad(number) from error
    if minor <= 0 or minor > 10**12:
        raise _bad(number)
    return Row(
        number, (at if at.tzinfo else at.replace(tzinfo=ZoneInfo(zone))).astimezone(UTC), minor
    )


def _bad(number: int) -> errors.NotAFile:
    words = _("Row %(n)s has no moment and amount that can be read. Nothing was brought in.")
    return errors.NotAFile(words % {"n": number})
