"""The lake as this process holds it: opened once, looked after at each question, exchanged when it is built anew.

Where anything is not as it must be there is no lake, and PostgreSQL answers alone.
"""

import logging
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from threading import Lock, Thread
from time import monotonic
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from muster.audiences.lake import layout, tail
from muster.audiences.lake.changed import Changed
from muster.audiences.lake.exporting import month_of
from muster.audiences.lake.layout import LATE, Manifest
from muster.audiences.lake.standing import Base, Standing, micros

log = logging.getLogger(__name__)
# What was committed counts within two seconds; a look is good for less than that.
GOOD_FOR: Final = 0.25
# So many changed records are kept beside the lake; with more it must be built anew.
MOST_TOUCHED: Final = 20_000


@dataclass
class _Held:
    """One opened state, and how far its tail has been read."""

    base: Base
    xmin: int
    standing: Standing
    settled: npt.NDArray[Any]
    live: npt.NDArray[Any] = field(default_factory=lambda: tail.NO_FACTS)
    snapshot: str = ""
    # Read once more at the next look: what touched them may have been taken back.
    unsure: frozenset[int] = frozenset()
    looked: float = 0.0
    is_sound: bool = True


_held: dict[Path, _Held] = {}
_opening: set[str] = set()
_lock = Lock()


def standing(*, now: datetime, is_fresh: bool = False) -> Standing | None:
    """Return what holds at this moment; None where PostgreSQL must answer.

    A look is good for a quarter of a second unless it must be ``is_fresh``.
    """
    folder = layout.home()
    manifest = layout.current(folder)
    if manifest is None:
        return None
    with _lock:
        held = _opened(folder, manifest)
        if held is None or now < datetime.fromisoformat(held.base.manifest.built_at):
            return None
        if is_fresh or monotonic() - held.looked > GOOD_FOR:
            _look(held, now)
        return held.standing if held.is_sound else None


def forget() -> None:
    """Let go of every opened state."""
    with _lock:
        _held.clear()


def _opened(folder: Path, manifest: Manifest) -> _Held | None:
    held = _held.get(folder)
    if held is not None and held.base.manifest == manifest:
        return held
    if held is not None and held.is_sound:
        # The state before is still whole, so nobody waits while the new one is opened.
        _open_aside(folder, manifest, held)
        return held
    try:
        _held[folder] = _open(folder, manifest, held)
    except OSError:
        log.warning("The lake in %s could not be opened", folder, exc_info=True)
        return None
    return _held[folder]


def _open_aside(folder: Path, manifest: Manifest, before: _Held) -> None:
    number = manifest.tables["people"]
    if number in _opening:
        return
    _opening.add(number)

    def exchange() -> None:
        try:
            fresh = _open(folder, manifest, before)
            with _lock:
                _held[folder] = fresh
        except OSError:
            log.warning("The lake in %s could not be opened", folder, exc_info=True)
        finally:
            _opening.discard(number)

    Thread(target=exchange, name="lake", daemon=True).start()


def _open(folder: Path, manifest: Manifest, before: _Held | None) -> _Held:
    base = Base(folder, manifest, None if before is None else before.base)
    return _Held(base, manifest.xid, Standing(base, Changed(base), base.ahead), tail.NO_FACTS)


def _look(held: _Held, now: datetime) -> None:
    news = tail.news(held.xmin)
    names = {month.name for month in held.base.manifest.months} - {LATE}
    there = {month_of(part) for part in news.months}
    is_told = news.forgotten <= held.xmin and news.xmin >= held.base.manifest.xid
    if news.removed or not is_told or not names <= there:
        held.is_sound = False
        return
    if news.snapshot != held.snapshot or news.is_writing:
        _read_facts(held, news)
        _read_records(held, news)
    held.standing = replace(held.standing, looked=micros(now))
    held.xmin, held.snapshot, held.looked = news.xmin, news.snapshot, monotonic()


def _read_facts(held: _Held, news: tail.News) -> None:
    found = tail.facts(held.xmin)
    is_over = found["xid"] < news.xmin
    settled, live = found[is_over], found[~is_over]
    if len(held.settled) + len(found) > tail.MOST_FACTS:
        held.is_sound = False
        return
    is_same = not len(settled) and np.array_equal(live, held.live)
    if is_same:
        return
    moved = np.unique(np.concatenate([settled["kind"], live["kind"], held.live["kind"]]))
    held.settled, held.live = np.concatenate([held.settled, settled]), live
    held.standing = replace(
        held.standing,
        facts=np.concatenate([held.base.ahead, held.settled, live]),
        arrivals={**held.standing.arrivals}
        | {int(kind): held.standing.arrivals.get(int(kind), 0) + 1 for kind in moved},
    )


def _read_records(held: _Held, news: tail.News) -> None:
    told = news.people | frozenset(_of_closed(held, news.closed))
    asked = told | held.unsure
    held.unsure = told
    if not asked:
        return
    before = held.standing.touched
    if len(before.keys() | asked) > MOST_TOUCHED:
        held.is_sound = False
        return
    found: dict[int, dict[str, list[tuple[Any, ...]]]] = {
        one: {"people": [], "keys": [], "traits": [], "yes": [], "shut": [], "macs": []}
        for one in asked
    }
    places = {"people": 0, "keys": 1, "traits": 2, "yes": 2, "shut": 2, "macs": 2}
    for name, rows in tail.records(asked).items():
        for row in rows:
            found[row[places[name]]][name].append(_plain(row))
    # A key whose fingerprint nobody made cannot be compared here; the next build makes it.
    held.is_sound = all(row[0] for one in found.values() for row in one["macs"])
    if any(before.get(one) != rows for one, rows in found.items()):
        number = held.standing.changes + 1
        held.standing = replace(
            held.standing, changed=Changed(held.base, {**before, **found}, number)
        )


def _of_closed(held: _Held, macs: frozenset[str]) -> set[int]:
    """Return whose addresses these fingerprints are: of the base, or of those who changed since."""
    if not macs:
        return set()
    touched = {
        person
        for person, rows in held.standing.touched.items()
        for mac, *_rest in rows["macs"]
        if mac in macs
    }
    return touched | held.base.people_of(macs)


def _plain(row: tuple[Any, ...]) -> tuple[Any, ...]:
    """Write moments as the lake does: UTC without saying so."""
    return tuple(
        datetime.fromisoformat(layout.plain(one)) if isinstance(one, datetime) else one
        for one in row
    )
