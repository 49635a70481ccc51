"""Builds the lake: people’s records as they are, each month of facts sorted, and the sums of all months.

The whole is read once; from then on only what arrived since is folded in.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from fcntl import LOCK_EX, LOCK_NB, flock
from pathlib import Path
from typing import Final

from django.utils.translation import gettext as _

from muster.audiences.lake import exporting, layout, recording
from muster.audiences.lake.layout import LATE, Manifest, Month
from muster.audiences.lake.writing import Writer
from muster.kit import clock
from muster.kit.errors import Refused

# A month that ended longer ago is sealed: what comes late for it lies in a file of its own.
_OPEN_FOR: Final = timedelta(days=2)
# Two read and sort at a time, each within half of what one may hold.
_SHARE: Final = "512MB"
# So many late facts are worth sorting everything anew.
MOST_LATE: Final = 2_000_000


class AlreadyBuilding(Refused):
    """Another process builds this lake; one at a time is enough."""


def rebuild(folder: Path, *, told: Callable[[str], object] = lambda _words: None) -> Manifest:
    """Build everything anew from one moment of the database, and make it the state to read.

    ``told`` hears the name of each part of the log before it is read. Raises AlreadyBuilding.
    """
    with _alone(folder):
        began = clock.now()
        with exporting.snapshot() as moment:
            return _whole(folder, moment, began, told)


def fold(folder: Path) -> Manifest:
    """Put in what arrived since the lake was built, and make that the state to read. Raises AlreadyBuilding.

    Where there is no lake yet, or facts were taken out of the log since, everything is built anew.
    """
    with _alone(folder):
        began = clock.now()
        held = layout.current(folder)
        with exporting.snapshot() as moment:
            if held is None or _outdated(held, moment):
                return _whole(folder, moment, began, lambda _words: None)
            return _folded(folder, held, moment, began)


def _whole(
    folder: Path, moment: exporting.Snapshot, began: datetime, told: Callable[[str], object]
) -> Manifest:
    writer = Writer(folder, memory=_SHARE)

    def month(name: str, mine: exporting.Snapshot) -> Month:
        told(name)
        return writer.month(name, mine.facts(name))

    with exporting.readers(moment) as pair:
        people = pair.begin(lambda mine: recording.records(writer, mine))
        months = pair.each(month)
    kept = tuple(month for month in months if month.facts)
    tables = people.result() | writer.sums(months, layout.plain(began))
    return _published(folder, Manifest(began.isoformat(), moment.xid, kept, tables))


def _folded(folder: Path, held: Manifest, moment: exporting.Snapshot, began: datetime) -> Manifest:
    writer = Writer(folder)
    tail = moment.facts_since(held.xid)
    oldest = f"{began.astimezone(UTC) - _OPEN_FOR:%Y-%m}"
    open_names = [name for name in moment.months() if name >= oldest]
    fresh, gone = writer.added(held, tail, open_names=open_names)
    months = tuple(month for month in held.months if month not in gone) + tuple(fresh)
    tables = recording.records(writer, moment) | writer.sums_with(
        held, months, fresh, tail, layout.plain(began)
    )
    return _published(
        folder,
        replace(held, built_at=began.isoformat(), xid=moment.xid, months=months, tables=tables),
    )


def _outdated(held: Manifest, moment: exporting.Snapshot) -> bool:
    """Tell whether the months as they stand say something that the log says no longer."""
    late = sum(month.facts for month in held.months if month.name == LATE)
    there = {LATE, *moment.months()}
    return (
        held.xid > moment.xid
        or late > MOST_LATE
        or moment.removed_since(held.xid)
        or any(month.name not in there for month in held.months)
    )


def _published(folder: Path, manifest: Manifest) -> Manifest:
    layout.publish(folder, manifest)
    return manifest


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (folder / "building").open("w") as file:
        try:
            flock(file, LOCK_EX | LOCK_NB)
        except BlockingIOError:
            raise AlreadyBuilding(_("The lake is being built by another process.")) from None
        yield
