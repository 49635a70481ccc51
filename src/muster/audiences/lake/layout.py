"""Which files make up the lake at this moment.

Files are written once and never changed. One small manifest says which of them belong together; it is replaced
by renaming, so a reader sees the whole of one state or the whole of another, however many processes read.
"""

import json
import os
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from django.conf import settings

MANIFEST: Final = "manifest.json"
FORMAT: Final = 2
# The name of the part that holds what came late for a sealed month.
LATE: Final = "late"


@dataclass(frozen=True, slots=True)
class Month:
    """One month of facts in one file, sorted by kind, ref and key."""

    name: str  # "2026-11"; "" holds what lies in no month, LATE what came late
    file: str
    facts: int
    # Its first and its latest moment, UTC, as in ISO 8601 without a zone.
    first: str
    latest: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """One state of the lake. ``xid`` is the watermark: every fact below it is in, none at or above it.

    ``built_at`` is business time, just before the database was read.
    """

    built_at: str
    xid: int
    months: tuple[Month, ...]
    # By table, the file of its rows: people, keys, traits, yes, shut, macs, totals,
    # sources, ranges.
    tables: dict[str, str]
    format: int = FORMAT

    @property
    def facts(self) -> int:
        """Return how many facts it holds."""
        return sum(month.facts for month in self.months)

    @property
    def horizon(self) -> str:
        """Return ``built_at`` as the moments of facts are written; what is later was still to come."""
        return plain(datetime.fromisoformat(self.built_at))

    def files(self) -> set[str]:
        """Return the names of all its files."""
        return {month.file for month in self.months} | set(self.tables.values())


def plain(at: datetime) -> str:
    """Write a moment as the lake does: UTC without saying so, always alike long, so that text sorts by time."""
    return at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds")


def home() -> Path:
    """Return the folder of the lake of this installation; it need not exist."""
    told: Path = settings.MUSTER_LAKE
    return told


def current(folder: Path) -> Manifest | None:
    """Return the state to read now; None where there is no lake, or one of another format."""
    try:
        held = json.loads((folder / MANIFEST).read_text("utf-8"))
    except FileNotFoundError:
        return None
    if held.get("format") != FORMAT:
        return None
    months = tuple(Month(**month) for month in held.pop("months"))
    return Manifest(**held, months=months)


def publish(folder: Path, manifest: Manifest) -> None:
    """Make this the state to read. What no state needs any more goes, but for the state before."""
    before = current(folder)
    draft = folder / f"{MANIFEST}.{os.getpid()}"
    with draft.open("w", encoding="utf-8") as file:
        json.dump(asdict(manifest), file, indent=1)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(folder / MANIFEST)
    # A reader that opened the state before may still be in the middle of its files.
    needed = manifest.files() | (before.files() if before else set())
    for path in folder.rglob("*.parquet"):
        if str(path.relative_to(folder)) not in needed:
            path.unlink(missing_ok=True)


def size(folder: Path, manifest: Manifest) -> int:
    """Return how many bytes the files of one state hold."""
    return sum((folder / file).stat().st_size for file in manifest.files())
