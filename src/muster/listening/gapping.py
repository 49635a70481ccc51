"""Times in which we did not hear enough to say anything, made of the gaps of single sources. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

# What is deaf counts once it is a tenth of what we hear: one small feed blanks no curve, the one big stream does.
ENOUGH: Final = 0.1


@dataclass(frozen=True, slots=True)
class Silence:
    """One source that was not heard, from then until then."""

    source: int
    from_at: datetime
    until_at: datetime


def shares(sources: Sequence[int], heard: Mapping[int, int]) -> dict[int, float]:
    """Which part of what we hear comes from each source; the same from all where nothing came yet."""
    total = sum(heard.get(one, 0) for one in sources)
    if not total:
        return {one: 1 / len(sources) for one in sources}
    return {one: heard.get(one, 0) / total for one in sources}


def merged(
    silences: Iterable[Silence], parts: Mapping[int, float], *, enough: float = ENOUGH
) -> list[tuple[datetime, datetime]]:
    """The times in which sources that bring ``enough`` of what we hear were silent together, in order."""
    cuts: list[tuple[datetime, int, int]] = []
    for one in silences:
        if one.source in parts and one.until_at > one.from_at:
            cuts += [(one.from_at, 1, one.source), (one.until_at, -1, one.source)]
    deaf: dict[int, int] = {}
    found: list[tuple[datetime, datetime]] = []
    began: datetime | None = None
    for at, step, source in sorted(cuts):
        deaf[source] = deaf.get(source, 0) + step
        missing = sum(parts[one] for one, times in deaf.items() if times > 0)
        if missing >= enough and missing > 0:
            began = began if began is not None else at
        elif began is not None:
            if at > began:
                found.append((began, at))
            began = None
    return found


def overlap(gaps: Sequence[tuple[datetime, datetime]], start: datetime, end: datetime) -> float:
    """For how many seconds of that time nothing was heard."""
    return sum(
        max(0.0, (min(end, until) - max(start, since)).total_seconds()) for since, until in gaps
    )
